/**
 * SiteInfoManager: facts about where this server stands; the API defines none yet.
 */
import { build } from '../../vmodl/build.ts';
import { objectType } from '../method.ts';

export const siteInfoManager = objectType({
  type: 'SiteInfoManager',
  methods: { GetSiteInfo: () => build('SiteInfo', {}) },
});

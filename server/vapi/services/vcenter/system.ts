/**
 * `com.vmware.vcenter.system`: how a client of VI JSON and the server agree on a release of the API
 * before anybody logs in.
 */

import { mutualRelease } from '../../../vim/service/releases.ts';
import { SERVICE_INSTANCE } from '../../../vim/service/service-content.ts';
import { vapiService } from '../../service.ts';

export const system = vapiService('com.vmware.vcenter.system', {
  hello({ spec: { api_releases } }, { catalog, inventory }) {
    const apiVersion = inventory.readPath(SERVICE_INSTANCE, 'content.about.apiVersion');
    return { api_release: mutualRelease(catalog, String(apiVersion), api_releases) };
  },
});

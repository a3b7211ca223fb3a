import { podsTable, storageDrsPage } from '../../server/cli/storage-drs-text.ts';
import type { StorageDrsReport, StorageDrsSummary } from '../../server/control/storage-drs.ts';

const GB = 2 ** 30;
const A = { id: 'datastore-13', name: 'A' };
const B = { id: 'datastore-14', name: 'B' };
const V2 = { id: 'vm-22', name: 'v2' };

const SUMMARY: StorageDrsSummary = {
  pod: { id: 'group-p12', name: 'POD' },
  enabled: true,
  at: '2026-01-01T00:05:00Z',
  scope: 'urgent',
  datastoresOverThreshold: 1,
  recommended: 1,
};

const load = (spaceUtil: number, overThreshold = false) => ({
  ...{ usedBytes: spaceUtil * 10 * GB, spaceUtil, spaceDemand: spaceUtil + 1, overThreshold },
});
const MOVE = { vm: V2, disks: ['home', '2000'], source: A, destination: B };

const REPORT: StorageDrsReport = {
  ...SUMMARY,
  datastores: [
    {
      ...{ ...A, state: 'able', capacityBytes: 1000 * GB, growthBytesPerHour: 2 ** 20 },
      ...{ before: load(85, true), after: load(79) },
    },
    {
      ...{ ...B, state: 'able', capacityBytes: 1000 * GB, growthBytesPerHour: 0 },
      ...{ before: load(60), after: load(66) },
    },
  ],
  recommendations: [
    {
      ...{ key: '7', reason: 'balanceDatastoreSpaceUsage', priority: 3, rating: 3 },
      ...{ automatic: false, prerequisites: [] },
      moves: [{ ...MOVE, sizeTransferredKb: 60 * 2 ** 20 }],
    },
  ],
  faults: [],
  considered: [{ ...MOVE, kind: 'space', verdict: 'taken' }],
};

describe('The table of datastore clusters', () => {
  it('has a line for each', () => {
    const off: StorageDrsSummary = { pod: { id: 'group-p13', name: 'P2' }, enabled: false };

    expect(podsTable([SUMMARY, off])).toBe(
      [
        'DATASTORE CLUSTER  STORAGE DRS  TOO FULL  FAIRNESS  RECOMMENDED  LOOKED AT',
        'POD                on                  1         -            1  2026-01-01T00:05:00Z',
        'P2                 off                 -         -            -  -',
        '',
      ].join('\n'),
    );
  });

  it('says so when there is none', () => {
    expect(podsTable([])).toBe('no datastore clusters\n');
  });
});

describe('The page about a datastore cluster', () => {
  it('tells how datastores stand, what is recommended and what was looked at', () => {
    expect(storageDrsPage(REPORT)).toBe(
      [
        'pod        POD (group-p12)',
        'looked at  2026-01-01T00:05:00Z',
        'for        space and rules',
        'fairness   not known yet',
        '',
        'DATASTORE  STATE    GB    USED    THEN  ASKED FOR  MB/H  MS  THEN  TOO FULL',
        'A          able   1000  85.0 %  79.0 %     86.0 %   1.0   -     -  yes',
        'B          able   1000  60.0 %  66.0 %     61.0 %   0.0   -     -  no',
        '',
        'KEY  PRIORITY  REASON                      VM  FILES      FROM  TO    GB  AFTER  CARRIED OUT',
        '7           3  balanceDatastoreSpaceUsage  v2  home 2000  A     B   60.0  -      when applied',
        '',
        'LOOKED AT  FILES      FOR    FROM  TO  VERDICT',
        'v2         home 2000  space  A     B   taken',
        '',
      ].join('\n'),
    );
  });
});

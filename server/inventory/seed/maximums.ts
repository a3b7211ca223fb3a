/** How much one vCenter Server manages at most (vSphere configuration maximums, 8.0). */
export const HOSTS_MAX = 2500;
export const VMS_MAX = 45_000;

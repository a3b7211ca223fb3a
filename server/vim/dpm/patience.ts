/** How long DPM gives a host to become empty and stop, and to come back, seconds. Ours. */
export const STANDBY_SECONDS = 1800;
export const WAKE_SECONDS = 600;

/** `VSPHERE.LOCAL\Administrator` as the vAPI has it: `Administrator@VSPHERE.LOCAL`. */
export function loginName(userName: string): string {
  const [domain, name] = userName.split('\\', 2);
  return name === undefined ? userName : `${name}@${domain}`;
}

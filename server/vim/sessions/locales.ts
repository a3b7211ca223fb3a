/** The languages a session may ask for, and those the server has messages in. */

export const DEFAULT_LOCALE = 'en';

/** `SessionManager.supportedLocaleList`, as on a fresh vCenter Server. */
export const SUPPORTED_LOCALES: readonly string[] = [
  'en',
  'en_US',
  'de',
  'es',
  'fr',
  'it',
  'ja',
  'ko',
  'zh_CN',
  'zh_TW',
];

/** `SessionManager.messageLocaleList`: this server's messages are English. */
export const MESSAGE_LOCALES: readonly string[] = ['en'];

/** The locale as the server spells it (`en-US` → `en_US`); undefined when it is none. */
export function supportedLocale(asked: string): string | undefined {
  if (asked === '') return DEFAULT_LOCALE;
  if (!/^[A-Za-z]{2,3}(?:[-_][A-Za-z0-9]+)*(?:\.[\w-]+)?$/.test(asked)) return undefined;
  return asked.replace(/\..*$/, '').replaceAll('-', '_');
}

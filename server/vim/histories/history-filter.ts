/** What the filters of events and of tasks have in common: entity, time, user. */
import { invalidArgument } from '../../vmodl/fault.ts';
import type { Ref } from '../../vmodl/reference.ts';
import { principalKey } from '../authorization/principals.ts';

export type Matcher<T> = (item: T) => boolean;

/** Must all of these hold? Without any, everything matches. */
export function allOf<T>(matchers: readonly (Matcher<T> | undefined)[]): Matcher<T> {
  const given = matchers.filter((matcher) => matcher !== undefined);
  return (item) => given.every((matcher) => matcher(item));
}

/** Is the text one of those listed? Undefined when no list was given. */
export function oneOf<T, V>(
  listed: readonly V[] | undefined,
  propertyOf: (item: T) => V | undefined,
): Matcher<T> | undefined {
  if (listed === undefined || listed.length === 0) return undefined;
  const values = new Set(listed);
  return (item) => {
    const value = propertyOf(item);
    return value !== undefined && values.has(value);
  };
}

export interface TimeRange {
  readonly beginTime?: string | undefined;
  readonly endTime?: string | undefined;
}

/** Both ends belong to the range. Throws InvalidArgument when it ends before it begins. */
export function within<T>(
  range: TimeRange | undefined,
  timeOf: (item: T) => string | undefined,
): Matcher<T> | undefined {
  if (range?.beginTime === undefined && range?.endTime === undefined) return undefined;
  const beginMs = range.beginTime ? Date.parse(range.beginTime) : Number.NEGATIVE_INFINITY;
  const endMs = range.endTime ? Date.parse(range.endTime) : Number.POSITIVE_INFINITY;
  if (endMs < beginMs) throw invalidArgument('filter.time');
  return (item) => {
    const time = timeOf(item);
    const timeMs = time === undefined ? Number.NaN : Date.parse(time);
    return timeMs >= beginMs && timeMs <= endMs;
  };
}

export interface UserSelection {
  readonly systemUser: boolean;
  readonly userList?: readonly string[] | undefined;
}

/** The system has no name; without a list all users but the system match. */
export function byUser<T>(
  selection: UserSelection | undefined,
  userOf: (item: T) => string,
): Matcher<T> | undefined {
  if (!selection) return undefined;
  const { systemUser, userList } = selection;
  const users = userList && new Set(userList.map(principalKey));
  return (item) => {
    const user = userOf(item);
    if (user === '') return systemUser;
    return users ? users.has(principalKey(user)) : true;
  };
}

export interface EntitySelection {
  readonly entity: Ref;
  readonly recursion: 'self' | 'children' | 'all';
}

/** Where an item belongs: what it is about, and that with all above it. */
export interface Belonging {
  readonly isAbout: (id: string) => boolean;
  readonly scope: ReadonlySet<string>;
  /** The innermost object it is about. */
  readonly subject: string | undefined;
}

/** `self`: about the entity; `children`: about something below it; `all`: either. */
export function byEntity<T>(
  selection: EntitySelection | undefined,
  belongingOf: (item: T) => Belonging,
): Matcher<T> | undefined {
  if (!selection) return undefined;
  const id = selection.entity.value;
  switch (selection.recursion) {
    case 'self':
      return (item) => belongingOf(item).isAbout(id);
    case 'children':
      return (item) => {
        const { scope, subject } = belongingOf(item);
        return scope.has(id) && subject !== id;
      };
    case 'all':
      return (item) => belongingOf(item).scope.has(id);
  }
}

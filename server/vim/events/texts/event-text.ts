/** How one type of event reads: its category, its label and the pattern of its message. */

export type EventCategory = 'info' | 'warning' | 'error' | 'user';

/** Category, label, pattern; `{vm.name}` stands for the member of the event. */
export type EventText = readonly [category: EventCategory, label: string, pattern: string];

export type EventTexts = Readonly<Record<string, EventText>>;

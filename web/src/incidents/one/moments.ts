const MORNING_HOUR = 9;

/** Nine o'clock of the day so many days from then, on the viewer's clock. */
export function morning(now: Date, daysLater: number): Date {
  return new Date(now.getFullYear(), now.getMonth(), now.getDate() + daysLater, MORNING_HOUR);
}

/** As `<input type="datetime-local">` has it. */
export function localText(date: Date): string {
  const two = (count: number) => String(count).padStart(2, "0");
  const day = `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}`;
  return `${day}T${two(date.getHours())}:${two(date.getMinutes())}`;
}

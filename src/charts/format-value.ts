const MINUS = "−";
const UNITS: readonly (readonly [number, string])[] = [
  [1e12, "T"],
  [1e9, "G"],
  [1e6, "M"],
  [1e3, "k"],
];
/** Above it a number has more digits than anybody reads. */
const HUGE = 1e15;
const TINY = 1e-4;

/** "8,200", "93.42", "1.25M", "−3e−7": short, with four digits that count. */
export function formatValue(value: number): string {
  const size = Math.abs(value);
  if (size !== 0 && (size < TINY || size >= HUGE)) return exponent(value, 2);
  if (size >= 1e6) return withUnit(value, unitFor(size), 2);
  if (size >= 1_000) return grouped(value.toFixed(0));
  return signed(String(Number(value.toPrecision(4))));
}

/** All with one unit and as many decimals as it takes to tell them apart. */
export function formatTicks(ticks: readonly number[]): readonly string[] {
  const largest = Math.max(0, ...ticks.map(Math.abs));
  const step = Math.abs((ticks[1] ?? 0) - (ticks[0] ?? 0));
  if (largest !== 0 && (largest < 1e-3 || largest >= HUGE))
    return ticks.map((tick) => (tick === 0 ? "0" : exponent(tick, 1)));
  const unit = largest >= 10_000 ? unitFor(largest) : ([1, ""] as const);
  const decimals = step === 0 ? 2 : Math.max(0, -Math.floor(Math.log10((step / unit[0]) * 1.001)));
  return ticks.map((tick) => (tick === 0 ? "0" : withUnit(tick, unit, decimals)));
}

function unitFor(size: number): readonly [number, string] {
  return UNITS.find(([least]) => size >= least) ?? [1, ""];
}

function withUnit(value: number, [unit, name]: readonly [number, string], most: number): string {
  return grouped(String(Number((value / unit).toFixed(Math.min(most, 20))))) + name;
}

function exponent(value: number, digits: number): string {
  const [before = "", power = ""] = value.toExponential(digits).split("e");
  return signed(`${Number(before)}e${Number(power)}`);
}

function grouped(digits: string): string {
  const [before = "", after] = digits.split(".");
  const whole = before.replaceAll(/\B(?=(\d{3})+$)/g, ",");
  return signed(after === undefined ? whole : `${whole}.${after}`);
}

function signed(text: string): string {
  return text.replaceAll("-", MINUS);
}

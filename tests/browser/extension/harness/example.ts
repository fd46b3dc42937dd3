/**
 * The draft that the specs write. What the model finds is the model's affair, and better models come: so the specs
 * take the first pair of plain faults that the model of the day marks exactly, with better words for each.
 */

export interface Suggested {
  readonly start: number;
  readonly end: number;
  readonly text: string;
}

export interface Found extends Suggested {
  readonly category: string;
  readonly message: string;
  readonly suggestions: readonly Suggested[];
}

export interface Example {
  readonly greeting: string;
  readonly denial: string;
  readonly reproach: string;
}

const GREETINGS = ["Hello Rina. ", ""];
const DENIALS = [
  "This is not our fault",
  "There is nothing more we can do",
  "That is not our problem",
  "We are not responsible for this",
  "Our system works fine",
  "Please calm down",
];
const REPROACHES = [
  "You should have checked before ordering",
  "You should have read the terms first",
  "You entered the wrong address",
  "You did not read the instructions",
];

export function draftOf({ greeting, denial, reproach }: Example): string {
  return `${greeting}${denial}. ${reproach}. Kind regards`;
}

export async function scoreOn(server: string, reply: string, customer = ""): Promise<{ findings: Found[] }> {
  const response = await fetch(`${server}/v1/score`, {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify({ reply, ...(customer === "" ? {} : { customer }) }),
  });
  if (!response.ok) throw new Error(`/v1/score answered ${response.status}: ${await response.text()}`);
  return (await response.json()) as { findings: Found[] };
}

export async function findExample(server: string): Promise<Example> {
  const mended = async (reply: string, phrase: string): Promise<boolean> => {
    const { findings } = await scoreOn(server, reply);
    return findings.some((finding) => finding.text === phrase && finding.suggestions.length > 0);
  };
  for (const denial of DENIALS) {
    if (!(await mended(`${denial}.`, denial))) continue;
    for (const reproach of REPROACHES) {
      if (!(await mended(`${reproach}.`, reproach))) continue;
      for (const greeting of GREETINGS) {
        const draft = draftOf({ greeting, denial, reproach });
        if ((await mended(draft, denial)) && (await mended(draft, reproach))) return { greeting, denial, reproach };
      }
    }
  }
  throw new Error("the model marks none of the plain faults that the specs write, or mends none");
}

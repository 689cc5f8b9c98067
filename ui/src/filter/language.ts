/** The query language, which the server alone understands: its fields, and what it says of a query. */

export interface Field {
  name: string;
  aliases: string[];
  takes: string;
  examples: string[];
  values: string[];
  sided: boolean;
}

/** What is wrong with a query, and where: columns count from 1. */
export interface Wrong {
  column: number;
  length: number;
  message: string;
}

const url = (query: string) => new URL(`api/v1/query${query ? `?${new URLSearchParams({ q: query })}` : ''}`, document.baseURI);

let known: Promise<Field[]> | undefined;

/** All fields, asked for once; none while the server does not answer. */
export function fields(): Promise<Field[]> {
  known ??= fetch(url(''))
    .then(async (answer) => ((await answer.json()) as { fields: Field[] }).fields)
    .catch(() => {
      known = undefined;
      return [];
    });
  return known;
}

/** What is wrong with a query, or undefined if nothing is or nobody can tell. */
export async function check(query: string): Promise<Wrong | undefined> {
  if (!query.trim()) return undefined;
  try {
    return ((await (await fetch(url(query))).json()) as { wrong?: Wrong }).wrong;
  } catch {
    return undefined;
  }
}

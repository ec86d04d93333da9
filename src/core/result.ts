/** What an attempt came to: what was wanted, or what is wrong. */
export type Result<Good, Bad> = ({ readonly ok: true } & Good) | ({ readonly ok: false } & Bad);

import { setupServer } from "msw/node";

/** The API, as far as a test says how it answers. What a test does not speak of fails it. */
export const server = setupServer();

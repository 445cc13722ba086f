"use client";

import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useStepUp } from "@/credentials/step-up";
import { useToast } from "@/ui/toast";

/** One press that changes the account: proof where it is wanted, then a word about what was done. */
export function useChange<Input, Answer>(
  change: (input: Input) => Promise<Answer>,
  onDone: (answer: Answer, input: Input) => string,
) {
  const client = useQueryClient();
  const { proved } = useStepUp();
  const { done } = useToast();
  return useMutation({
    mutationFn: (input: Input) => proved(() => change(input)),
    onSuccess: (answer, input) => {
      void client.invalidateQueries({ queryKey: ["account"] });
      done(onDone(answer, input));
    },
  });
}

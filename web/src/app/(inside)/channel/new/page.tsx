import { NewChannel } from "@/channels/new-channel";
import { Addressed } from "@/shell/addressed";

export default function NewChannelPage() {
  return (
    <Addressed>
      <NewChannel />
    </Addressed>
  );
}

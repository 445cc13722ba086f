import { EditChannel } from "@/channels/edit-channel";
import { Addressed } from "@/shell/addressed";

export default function ChannelPage() {
  return (
    <Addressed>
      <EditChannel />
    </Addressed>
  );
}

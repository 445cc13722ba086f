import { EditChannel } from "@/channels/edit-channel";

export default function ChannelPage() {
  return <EditChannel />;
}

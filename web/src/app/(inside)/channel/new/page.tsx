import { NewChannel } from "@/channels/new-channel";

export default function NewChannelPage() {
  return <NewChannel />;
}

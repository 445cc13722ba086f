import { ChannelList } from "@/channels/channel-list";

export default function ChannelsPage() {
  return <ChannelList />;
}

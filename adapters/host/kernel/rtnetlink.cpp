#include "adapters/host/kernel/rtnetlink.hpp"

#include <linux/if.h>
#include <linux/rtnetlink.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <cstring>

namespace gatewarden::host {
namespace {

constexpr std::size_t kMaxPiece = 64 * 1024;  // the kernel sends 32 KiB at most

constexpr int kAttempts = 5;  // while interfaces come and go, each within a millisecond

// Copied, because the bytes may lie at any address.
template <class Struct>
std::optional<Struct> head(std::string_view bytes) {
  if (bytes.size() < sizeof(Struct)) return std::nullopt;
  Struct made;
  std::memcpy(&made, bytes.data(), sizeof made);
  return made;
}

// The first `size` bytes of `rest`, which then begins behind them and their padding to four.
std::string_view cut(std::string_view& rest, std::size_t size) {
  const std::string_view part = rest.substr(0, size);
  rest.remove_prefix(std::min(rest.size(), (size + 3) & ~std::size_t{3}));
  return part;
}

struct Attribute {
  int type = 0;
  std::string_view value;
  int number() const { return head<int>(value).value_or(0); }
  std::string_view text() const { return value.substr(0, value.find('\0')); }
};

std::optional<Attribute> next_attribute(std::string_view& rest) {
  const auto header = head<rtattr>(rest);
  if (!header || header->rta_len < sizeof(rtattr) || header->rta_len > rest.size()) return std::nullopt;
  return Attribute{header->rta_type & NLA_TYPE_MASK, cut(rest, header->rta_len).substr(sizeof(rtattr))};
}

std::string_view kind_in(std::string_view details) {
  while (const auto attribute = next_attribute(details)) {
    if (attribute->type == IFLA_INFO_KIND) return attribute->text();
  }
  return {};
}

class Socket {
 public:
  Socket() : fd_(::socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC, NETLINK_ROUTE)) {
    const timeval patience{1, 0};
    ::setsockopt(fd_, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
  }
  ~Socket() {
    if (fd_ >= 0) ::close(fd_);
  }
  Socket(const Socket&) = delete;
  Socket& operator=(const Socket&) = delete;

  bool ask_for_links() const {
    struct {
      nlmsghdr header;
      ifinfomsg family;
    } request{};
    request.header.nlmsg_len = sizeof request;
    request.header.nlmsg_type = RTM_GETLINK;
    request.header.nlmsg_flags = NLM_F_REQUEST | NLM_F_DUMP;
    return ::send(fd_, &request, sizeof request, 0) == static_cast<ssize_t>(sizeof request);
  }
  std::string_view hear(std::string& into) const {
    into.resize(kMaxPiece);
    const auto got = ::recv(fd_, into.data(), into.size(), 0);
    return std::string_view(into).substr(0, got < 0 ? 0 : static_cast<std::size_t>(got));
  }

 private:
  int fd_;
};

}  // namespace

LinkDump::Next LinkDump::take(std::string_view messages) {
  while (const auto header = head<nlmsghdr>(messages)) {
    if (header->nlmsg_len < sizeof(nlmsghdr) || header->nlmsg_len > messages.size()) return Next::failed;
    torn_ = torn_ || (header->nlmsg_flags & NLM_F_DUMP_INTR) != 0;
    if (header->nlmsg_type == NLMSG_DONE) return torn_ ? Next::torn : Next::end;
    if (header->nlmsg_type == NLMSG_ERROR) return Next::failed;
    const std::string_view message = cut(messages, header->nlmsg_len).substr(sizeof(nlmsghdr));
    if (header->nlmsg_type == RTM_NEWLINK) add(message);
  }
  return Next::more;
}

void LinkDump::add(std::string_view message) {
  const auto fixed = head<ifinfomsg>(message);
  if (!fixed || (fixed->ifi_flags & IFF_LOOPBACK) != 0) return;
  Seen seen;
  std::string_view kind, rest = message.substr(sizeof(ifinfomsg));
  bool elsewhere = false;
  while (const auto attribute = next_attribute(rest)) {
    if (attribute->type == IFLA_IFNAME) seen.link.name = attribute->text();
    if (attribute->type == IFLA_MASTER) seen.master = attribute->number();
    if (attribute->type == IFLA_LINK) seen.below = attribute->number();
    if (attribute->type == IFLA_LINK_NETNSID) elsewhere = true;
    if (attribute->type == IFLA_LINKINFO) kind = kind_in(attribute->value);
  }
  if (elsewhere || seen.below == fixed->ifi_index) seen.below = 0;
  seen.link.kind = link_kind(kind, ppp_over_ethernet_);
  if (!seen.link.name.empty()) seen_.insert_or_assign(fixed->ifi_index, std::move(seen));
}

std::vector<NetworkLink> LinkDump::links() const {
  const auto name_of = [this](int index) {
    const auto found = seen_.find(index);
    return found == seen_.end() ? std::string() : found->second.link.name;
  };
  std::vector<NetworkLink> all;
  for (const auto& [index, seen] : seen_) {
    NetworkLink link = seen.link;
    link.below = name_of(seen.below);
    link.master = name_of(seen.master);
    all.push_back(std::move(link));
  }
  return all;
}

std::optional<std::vector<NetworkLink>> kernel_links(bool ppp_over_ethernet) {
  const Socket socket;
  std::string piece;
  for (int i = 0; i < kAttempts; ++i) {
    LinkDump dump(ppp_over_ethernet);
    auto next = socket.ask_for_links() ? LinkDump::Next::more : LinkDump::Next::failed;
    while (next == LinkDump::Next::more) {
      const std::string_view heard = socket.hear(piece);
      next = heard.empty() ? LinkDump::Next::failed : dump.take(heard);
    }
    if (next == LinkDump::Next::end) return dump.links();
    if (next == LinkDump::Next::failed) return std::nullopt;
  }
  return std::nullopt;
}

}  // namespace gatewarden::host

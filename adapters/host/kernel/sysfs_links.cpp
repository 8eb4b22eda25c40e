#include "adapters/host/kernel/sysfs_links.hpp"

#include <filesystem>
#include <map>
#include <string_view>

#include "adapters/host/kernel/kernel_file.hpp"
#include "gateway/base/text/parse_number.hpp"

namespace gatewarden::host {
namespace {

namespace fs = std::filesystem;

// ARPHRD_... of linux/if_arp.h.
constexpr int kCan = 280, kLoopback = 772, kNone = 65534;
constexpr int kTunnels[] = {768, 769, 776, 778, 823};  // ipip, ip6tnl, sit, gre, ip6gre

bool has(const fs::path& link, const char* name) {
  std::error_code ignored;
  return fs::exists(link / name, ignored);
}

int number(const fs::path& link, const char* name) {
  const auto text = whole((link / name).string());
  if (!text) return 0;
  return parse_number<int>(text->substr(0, text->find('\n'))).value_or(0);
}

std::string target(const fs::path& link) {
  std::error_code ignored;
  return fs::read_symlink(link, ignored).filename().string();
}

// What the folder of a link says of itself: DEVTYPE, or a file that only one kind has.
std::string word_for(const fs::path& link) {
  const auto event = whole((link / "uevent").string());
  constexpr std::string_view kKey = "DEVTYPE=";
  const std::size_t at = event ? event->find(kKey) : std::string::npos;
  if (at != std::string::npos) {
    const std::size_t from = at + kKey.size();
    return event->substr(from, event->find('\n', from) - from);
  }
  if (has(link, "bridge")) return "bridge";
  if (has(link, "bonding")) return "bond";
  return has(link, "tun_flags") ? "tun" : "";
}

LinkKind kind_of(const fs::path& link, int type, bool linked, bool ppp_over_ethernet) {
  if (type == kCan) return LinkKind::sink;
  if (has(link, "device")) return LinkKind::hardware;
  const std::string word = word_for(link);
  if (!word.empty()) return link_kind(word, ppp_over_ethernet);
  for (const int tunnel : kTunnels) {
    if (type == tunnel) return LinkKind::tunnel;
  }
  if (type == kNone) return LinkKind::tunnel;
  return linked ? LinkKind::half : LinkKind::sink;
}

// "lower_eth0" is beside a VLAN; beside a bridge too, but that one is eth0's master.
std::string carrier_of(const fs::path& folder, const std::string& name) {
  constexpr std::string_view kLower = "lower_";
  std::error_code error;
  for (fs::directory_iterator entry(folder / name, error), end; !error && entry != end;
       entry.increment(error)) {
    const std::string file = entry->path().filename().string();
    if (file.rfind(kLower, 0) != 0) continue;
    std::string lower = file.substr(kLower.size());
    if (target(folder / lower / "master") != name) return lower;
  }
  return {};
}

struct Ends {
  int own = 0, other = 0;  // ifindex, iflink
};

// Two that are linked to each other: a veth with both halves here. Elsewhere indices mean other interfaces.
void pair_up(std::vector<NetworkLink>& links, const std::map<std::string, Ends>& ends) {
  std::map<int, std::string> names;
  for (const auto& [name, end] : ends) names.emplace(end.own, name);
  for (NetworkLink& link : links) {
    const Ends& end = ends.at(link.name);
    const auto other = names.find(end.other);
    if (link.below.empty() && end.own != end.other && other != names.end() &&
        ends.at(other->second).other == end.own) {
      link.below = other->second;
    }
  }
}

}  // namespace

std::optional<std::vector<NetworkLink>> sysfs_links(const std::string& folder, bool ppp_over_ethernet) {
  std::vector<NetworkLink> links;
  std::map<std::string, Ends> ends;
  std::error_code error;
  fs::directory_iterator entry(folder, error);
  for (const fs::directory_iterator end; !error && entry != end; entry.increment(error)) {
    const fs::path& link = entry->path();
    std::string name = link.filename().string();
    const int type = number(link, "type");
    if (type == kLoopback || !has(link, "ifindex")) continue;  // bonding_masters is a file
    const Ends& both = ends[name] = {number(link, "ifindex"), number(link, "iflink")};
    NetworkLink made{name, kind_of(link, type, both.own != both.other, ppp_over_ethernet),
                     target(link / "master"), carrier_of(folder, name)};
    links.push_back(std::move(made));
  }
  if (error || links.empty()) return std::nullopt;
  pair_up(links, ends);
  return links;
}

}  // namespace gatewarden::host

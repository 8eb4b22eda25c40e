// What `gatewarden try` tells while it runs: each child's first report and what became of it, each link's connection,
// and whom nothing is heard of. From one snapshot to the next, each once; pure.
#pragma once

#include <map>
#include <string>

#include "gateway/status/snapshot.hpp"
#include "gateway/terminal/text_table.hpp"

namespace gatewarden::status {

class TrialAccount {
 public:
  static constexpr std::size_t kMaxLines = 20;  // of children, each time; the others in a sum
  // A silent child is not spoken of before: it had no chance. Nor has one whose link is not connected.
  static constexpr Duration kChance = std::chrono::seconds(10);

  // Lines, or nothing if nothing new can be told.
  std::string tell(const GatewaySnapshot& now, const Screen& screen);

 private:
  // Of a child, in the order of how much is known.
  enum class Told { nothing, silence, taken, refused };
  struct ToldLink {
    bool connected = false;
    std::string why;
  };
  void tell_links(std::string& out, const GatewaySnapshot& now, const Screen& screen);
  void tell_children(std::string& out, const GatewaySnapshot& now, const Screen& screen);

  std::map<std::string, ToldLink> links_;
  std::map<std::string, Told> children_;
  bool all_told_ = false;
};

// Whether every child had a report accepted and none rejected; where nobody answers: published.
bool all_taken(const GatewaySnapshot& now);
// The last line: "reports of every child were accepted", or whose not; and who was never heard.
std::string trial_verdict(const GatewaySnapshot& now);

}  // namespace gatewarden::status

#include "gateway/config/text/flow_text.hpp"

#include <algorithm>

#include "gateway/config/text/spelling.hpp"

namespace gatewarden::config {
namespace {

using Kind = ConfigNode::Kind;

constexpr std::size_t kLine = 200;

bool showable(const ConfigNode& node) {
  const auto& entries = node.entries();
  return !holds_credentials(node.source()) &&
         std::all_of(node.items().begin(), node.items().end(), showable) &&
         std::all_of(entries.begin(), entries.end(), [](const ConfigNode::Entry& entry) {
           return !names_a_secret(entry.key) && showable(entry.value);
         });
}

// Appends it, or enough of it to be too long.
void write(const ConfigNode& node, std::string& all) {
  std::size_t members = 0;
  const auto separate = [&] { all += members++ == 0 ? "" : ", "; };
  switch (node.kind()) {
    case Kind::absent:
    case Kind::null:
      return;
    case Kind::scalar:
      all += yaml_scalar(node.source(), node.quoted() || node.filled_in());
      return;
    case Kind::list:
      all += "[";
      for (const ConfigNode& item : node.items()) {
        if (all.size() > kLine) return;
        separate();
        write(item, all);
      }
      all += "]";
      return;
    case Kind::map:
      break;
  }
  all += node.entries().empty() ? "{" : "{ ";
  for (const ConfigNode::Entry& entry : node.entries()) {
    if (all.size() > kLine) return;
    separate();
    all += yaml_scalar(entry.key, false) + ": ";
    write(entry.value, all);
  }
  all += node.entries().empty() ? "}" : " }";
}

}  // namespace

std::string flow_text(const ConfigNode& node) {
  std::string all;
  write(node, all);
  const bool too_long = node.kind() != Kind::scalar && all.size() > kLine;
  return too_long || !showable(node) ? "" : all;
}

}  // namespace gatewarden::config

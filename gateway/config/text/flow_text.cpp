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

std::string written(const ConfigNode& node) {
  std::string all;
  const auto add = [&all](const std::string& part) { all += (all.empty() ? "" : ", ") + part; };
  switch (node.kind()) {
    case Kind::absent:
    case Kind::null:
      return "";
    case Kind::scalar:
      return yaml_scalar(node.source(), node.quoted() || node.filled_in());
    case Kind::list:
      for (const ConfigNode& item : node.items()) add(written(item));
      return "[" + all + "]";
    case Kind::map:
      break;
  }
  for (const ConfigNode::Entry& entry : node.entries())
    add(yaml_scalar(entry.key, false) + ": " + written(entry.value));
  return all.empty() ? "{}" : "{ " + all + " }";
}

}  // namespace

std::string flow_text(const ConfigNode& node) {
  if (!showable(node)) return "";
  std::string all = written(node);
  return node.kind() != Kind::scalar && all.size() > kLine ? "" : all;
}

}  // namespace gatewarden::config

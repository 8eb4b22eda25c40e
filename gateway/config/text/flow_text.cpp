#include "gateway/config/text/flow_text.hpp"

#include "gateway/config/text/spelling.hpp"

namespace gatewarden::config {
namespace {

using Kind = ConfigNode::Kind;

constexpr std::size_t kLine = 200;

}  // namespace

std::string flow_text(const ConfigNode& node) {
  std::string all;
  const auto add = [&all](const std::string& part) { all += (all.empty() ? "" : ", ") + part; };
  switch (node.kind()) {
    case Kind::absent:
    case Kind::null:
      return "";
    case Kind::scalar:
      return yaml_scalar(node.source(), node.quoted() || node.filled_in());
    case Kind::list:
      for (const ConfigNode& item : node.items()) add(flow_text(item));
      return all.size() > kLine ? "" : "[" + all + "]";
    case Kind::map:
      break;
  }
  for (const ConfigNode::Entry& entry : node.entries()) {
    if (names_a_secret(entry.key)) return "";
    add(yaml_scalar(entry.key, false) + ": " + flow_text(entry.value));
  }
  if (all.size() > kLine) return "";
  return all.empty() ? "{}" : "{ " + all + " }";
}

}  // namespace gatewarden::config

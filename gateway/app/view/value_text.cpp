#include "gateway/app/view/value_text.hpp"

#include <cstdio>

#include "gateway/sample/whole_text.hpp"

namespace gatewarden::app {
namespace {

constexpr std::size_t kMembersShown = 3;

std::string number_text(Number number) {
  if (auto whole = whole_text(number)) return *std::move(whole);
  char text[32];
  std::snprintf(text, sizeof text, "%.6g", number.real_value());
  return text;
}

std::string text_of(Number number) { return number_text(number); }
const std::string& text_of(const std::string& text) { return text; }
std::string text_of(const Port& port) { return std::to_string(port.port); }

template <class Members>
std::string members_text(const Members& members, std::uint64_t total) {
  std::string text = "[";
  for (std::size_t i = 0; i < members.size() && i < kMembersShown; ++i) {
    if (i) text += ' ';
    text += text_of(members[i]);
  }
  if (total > kMembersShown) text += " +" + std::to_string(total - kMembersShown);
  return text + "]";
}

struct ListText {
  std::string operator()(const NumberList& list) const {
    return members_text(list.numbers, list.numbers.size());
  }
  std::string operator()(const StringList& list) const {
    return members_text(list.strings, list.strings.size());
  }
  std::string operator()(const IpList& list) const {
    return members_text(list.addresses, list.addresses.size());
  }
  std::string operator()(const PortList& list) const { return members_text(list.ports, list.total); }
  std::string operator()(const ConnectionList& list) const {
    return std::to_string(list.total) + " connections";
  }
};

}  // namespace

std::string value_text(const PointView& point) {
  if (point.list && point.at) return std::visit(ListText{}, *point.list);
  return point.last ? number_text(*point.last) : std::string();
}

}  // namespace gatewarden::app

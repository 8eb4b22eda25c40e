#include "gateway/status/show/learned_page.hpp"

#include <algorithm>
#include <vector>

#include "gateway/base/text/json_text.hpp"
#include "gateway/base/text/nearest.hpp"
#include "gateway/base/text/printable.hpp"

namespace gatewarden::status {
namespace {

const LinkRow* link_of(const GatewaySnapshot& snapshot, std::string_view name) {
  const auto found = std::find_if(snapshot.links.begin(), snapshot.links.end(),
                                  [name](const LinkRow& row) { return row.link.name == name; });
  return found == snapshot.links.end() ? nullptr : &*found;
}

Error no_link(const GatewaySnapshot& snapshot, std::string_view name) {
  std::vector<std::string> known;
  for (const LinkRow& row : snapshot.links) known.push_back(row.link.name);
  const auto close = nearest(name, known, {near_enough(name.size()), Closeness::Part::closest, 1});
  return Error{
      "no link is called \"" + printable(name) + "\"" +
      (close.empty() ? ": `gatewarden status` lists them" : ": did you mean " + close.front() + "?")};
}

// In a fleet file braces in an address are placeholders, and characters outside of text cannot stand there.
bool writable(const ChildRow& row) {
  return !row.address.empty() && std::all_of(row.address.begin(), row.address.end(), [](const auto& key) {
    return key.value.find_first_of("{}$") == std::string::npos && printable(key.value) == key.value;
  });
}

std::vector<const ChildRow*> learned_on(const GatewaySnapshot& snapshot, std::string_view link,
                                        bool can_be_written) {
  std::vector<const ChildRow*> rows;
  for (const ChildRow& row : snapshot.children) {
    if (row.learned && row.link == link && writable(row) == can_be_written) rows.push_back(&row);
  }
  std::sort(rows.begin(), rows.end(),
            [](const ChildRow* a, const ChildRow* b) { return natural_less(a->thing, b->thing); });
  return rows;
}

std::string yaml_text(std::string_view text) {
  std::string quoted;
  append_json_string(quoted, text);
  return quoted;
}

std::string csv_cell(std::string_view text) {
  if (text.find_first_of(",\"") == std::string_view::npos) return std::string(text);
  std::string cell = "\"";
  for (const char letter : text) cell += letter == '"' ? std::string("\"\"") : std::string(1, letter);
  return cell + "\"";
}

}  // namespace

Result<std::string> learned_yaml(const GatewaySnapshot& snapshot, std::string_view link) {
  if (link_of(snapshot, link) == nullptr) return no_link(snapshot, link);
  std::string out = "children:\n";
  for (const ChildRow* row : learned_on(snapshot, link, true)) {
    out += "  - { thing: " + yaml_text(row->thing) + ", profile: " + row->profile + ", link: " + row->link;
    for (const AddressKey& key : row->address) out += ", " + key.name + ": " + yaml_text(key.value);
    out += " }\n";
  }
  return out;
}

// All of a link have the same keys: those of its protocol.
Result<std::string> learned_csv(const GatewaySnapshot& snapshot, std::string_view link) {
  if (link_of(snapshot, link) == nullptr) return no_link(snapshot, link);
  const auto rows = learned_on(snapshot, link, true);
  std::string out = "thing,profile,link";
  if (!rows.empty()) {
    for (const AddressKey& key : rows.front()->address) out += "," + key.name;
  }
  out += "\n";
  for (const ChildRow* row : rows) {
    out += csv_cell(row->thing) + "," + csv_cell(row->profile) + "," + csv_cell(row->link);
    for (const AddressKey& key : row->address) out += "," + csv_cell(key.value);
    out += "\n";
  }
  return out;
}

std::string learned_remarks(const GatewaySnapshot& snapshot, std::string_view name) {
  std::string out;
  for (const ChildRow* row : learned_on(snapshot, name, false)) {
    out += printable(row->thing) + " is left out: " +
           (row->address.empty()
                ? "it was not heard since the gateway started"
                : "no fleet file can have its address, " + printable(row->address.front().value)) +
           "\n";
  }
  const LinkRow* link = link_of(snapshot, name);
  if (link == nullptr || link->refused_devices.empty()) return out;
  out += "refused since at_most is reached, the last ones: ";
  for (std::size_t i = 0; i < link->refused_devices.size(); ++i)
    out += (i > 0 ? ", " : "") + printable(link->refused_devices[i]);
  return out + "\n";
}

}  // namespace gatewarden::status

#include "gateway/config/keys/unknown_key.hpp"

#include <algorithm>

#include "gateway/base/text/ascii.hpp"
#include "gateway/base/text/parse_number.hpp"
#include "gateway/config/keys/read_value.hpp"
#include "gateway/config/text/flow_text.hpp"
#include "gateway/config/text/spelling.hpp"

namespace gatewarden::config::detail {
namespace {

constexpr std::string_view kFile = "_file";

// password, where there is a password_file.
std::string secret_meant(const std::string& key, const std::vector<std::string>& known) {
  std::vector<std::string> by_file;
  for (const std::string& each : known) {
    if (each.ends_with(kFile)) by_file.push_back(each.substr(0, each.size() - kFile.size()));
  }
  return nearest(key, by_file);
}

bool has_port(std::string_view address) {
  if (const auto scheme = address.find("://"); scheme != std::string_view::npos)
    address.remove_prefix(scheme + 3);
  if (const auto end = address.find(']'); end != std::string_view::npos) address.remove_prefix(end);
  return address.find(':') != std::string_view::npos;
}

// "tcp: 10.0.0.5:502" where the port stands beside the host; empty if there is no host, or it has a port.
std::string with_its_port(const ConfigNode& section, const ConfigNode::Entry& port) {
  if (port.key != "port" || port.value.kind() != ConfigNode::Kind::scalar) return "";
  for (const ConfigNode::Entry& each : section.entries()) {
    for (const char* host : {"tcp", "rtu_over_tcp", "endpoint", "broker", "listen", "proxy"}) {
      if (each.key != host || each.value.kind() != ConfigNode::Kind::scalar) continue;
      const std::string& address = each.value.source();
      const bool shown = address.find('@') == std::string::npos && !has_port(address);
      return shown ? each.key + ": \"" + address + ":" + port.value.source() + "\"" : "";
    }
  }
  return "";
}

struct WithUnit {
  std::string key, unit;
};
// timeout_ms and intervalSeconds: the key, and the unit of its value. RETRIES has none.
WithUnit without_unit(const std::string& key) {
  static constexpr std::pair<std::string_view, std::string_view> kUnits[] = {
      {"ms", "ms"}, {"msec", "ms"}, {"millis", "ms"}, {"milliseconds", "ms"},
      {"s", "s"},   {"sec", "s"},   {"secs", "s"},    {"seconds", "s"},
      {"min", "m"}, {"mins", "m"},  {"minutes", "m"}, {"hours", "h"}};
  for (const auto& [theirs, ours] : kUnits) {
    if (key.size() <= theirs.size() + 1 || !lower(key).ends_with(theirs)) continue;
    std::string before = key.substr(0, key.size() - theirs.size());
    const bool divided = before.back() == '_' || before.back() == '-';
    const bool capital =
        key[before.size()] != lower(key[before.size()]) && before.back() == lower(before.back());
    if (divided) before.pop_back();
    if (divided || capital) return {before, std::string(ours)};
  }
  return {key, ""};
}

// With the unit in its key, and with the port that stands beside it.
std::string mended_with_neighbours(const ConfigNode& section, const ConfigNode::Entry& entry,
                                   const ValueType& type) {
  const ConfigNode& value = entry.value;
  const bool plain = value.kind() == ConfigNode::Kind::scalar && !value.filled_in();
  if (const std::string unit = without_unit(entry.key).unit; plain && !unit.empty() && digits(value.text()))
    return type.mended(scalar_like(value, value.text() + unit));
  const ConfigNode* port = section.find("port");
  if (plain && port != nullptr && &value != port && digits(port->text()) && !has_port(value.text())) {
    std::string whole = type.mended(scalar_like(value, value.text() + ":" + port->text()));
    if (whole.ends_with(port->text() + "\"") || whole.ends_with(":" + port->text())) return whole;
  }
  return repair_for(type, value);
}

}  // namespace

std::string meant_key(const ConfigNode::Entry& entry, const std::vector<std::string>& known) {
  if (!secret_meant(entry.key, known).empty()) return "";
  const std::string by_unit = nearest(without_unit(entry.key).key, known);
  return by_unit.empty() ? nearest(entry.key, known) : by_unit;
}

std::string carried_value(const ConfigNode& section, const ConfigNode::Entry& entry, const ValueType* type,
                          const std::string& meant) {
  if (names_a_secret(entry.key)) return "";
  const std::string mended = type == nullptr ? "" : mended_with_neighbours(section, entry, *type);
  if (!mended.empty()) return holds_credentials(mended) ? "" : mended;
  // The unit of a time that is not taken is kept too: without it, 5 would be told to be 5s.
  const auto [before, unit] = without_unit(entry.key);
  const bool plain = !entry.value.filled_in() && digits(entry.value.text());
  const bool time = plain && !unit.empty() && !nearest(before, {meant}).empty();
  return time ? entry.value.text() + unit : flow_text(entry.value);
}

std::string divided_entry(const ConfigNode::Entry& entry, const std::vector<std::string>& known,
                          const std::function<const ValueType*(const std::string& key)>& type_of) {
  const std::size_t end = entry.key.find_first_of("=:");
  if (end == std::string::npos || entry.value.kind() != ConfigNode::Kind::null) return "";
  const std::string key = unwrapped(entry.key.substr(0, end));
  if (names_a_secret(key) || std::find(known.begin(), known.end(), key) == known.end()) return "";
  const ValueType* type = type_of(key);
  const std::string value =
      type == nullptr ? ""
                      : repair_for(*type, scalar_like(entry.value, unwrapped(entry.key.substr(end + 1))));
  return value.empty() || holds_credentials(value) ? "" : key + ": " + value;
}

Rejoined rejoined(const std::vector<ConfigNode::Entry>& entries, std::size_t at,
                  const std::vector<std::string>& known) {
  const ConfigNode::Entry& first = entries[at];
  Rejoined whole{first.value.text(), 0};
  if (first.value.kind() != ConfigNode::Kind::scalar || first.value.filled_in()) return whole;
  for (std::size_t i = at + 1; i < entries.size(); ++i) {
    const ConfigNode::Entry& next = entries[i];
    const bool key = std::find(known.begin(), known.end(), next.key) != known.end();
    if (key || next.line != first.line || next.value.kind() != ConfigNode::Kind::null) break;
    whole.text += "," + next.key;
    ++whole.more;
  }
  return whole;
}

void refuse_comma(const ConfigNode& value, const Rejoined& whole, const std::string& repair,
                  Problems& problems) {
  Problem problem = problem_with_repair(
      value, "F010",
      "in { } a comma ends a value, and what follows is no key: a list stands in [ ], a text in quotes",
      repair);
  problem.value = excerpt(whole.text);
  problems.add(std::move(problem));
}

void refuse_key(const ConfigNode& section, const ConfigNode::Entry& entry,
                const std::vector<std::string>& known, const std::string& meant, const std::string& value,
                const std::string& where, Problems& problems) {
  if (problems.full()) return problems.add({});
  Problem problem = problem_at(entry, "F010", no_such_key(where, meant, known));
  problem.value.clear();  // it may be a secret
  if (const std::string secret = secret_meant(entry.key, known); !secret.empty()) {
    problem.rule =
        "secrets are not written into the fleet file; " + secret + "_file names a file that holds it";
    problem.example = secret + "_file: /run/secrets/" + secret;
  } else if (const std::string address = with_its_port(section, entry); !address.empty()) {
    problem.rule = "no such key here; a port follows its host, after a colon";
    problem.example = address;
  } else if (!meant.empty()) {
    problem.repairs = section.find(meant) == nullptr;
    if (problem.repairs) problem.example = meant + (value.empty() ? ":" : ": " + value);
  }
  problems.add(std::move(problem));
}

}  // namespace gatewarden::config::detail

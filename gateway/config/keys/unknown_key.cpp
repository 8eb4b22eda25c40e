#include "gateway/config/keys/unknown_key.hpp"

#include <algorithm>

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

}  // namespace

std::string meant_key(const ConfigNode::Entry& entry, const std::vector<std::string>& known) {
  return secret_meant(entry.key, known).empty() ? nearest(entry.key, known) : "";
}

std::string carried_value(const ConfigNode::Entry& entry, const ValueType* type) {
  if (names_a_secret(entry.key)) return "";
  const std::string mended = type == nullptr ? "" : type->mended(entry.value);
  if (mended.empty()) return flow_text(entry.value);
  return holds_credentials(mended) ? "" : mended;
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

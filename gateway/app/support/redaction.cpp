#include "gateway/app/support/redaction.hpp"

#include <algorithm>
#include <array>

#include "gateway/config/reference/reference.hpp"
#include "gateway/config/text/read_yaml.hpp"
#include "gateway/config/text/spelling.hpp"

namespace gatewarden::app {
namespace {

using config::ConfigNode;
using Kind = ConfigNode::Kind;

// Whose loss would make the other texts unreadable: users are called as things are, and settings are words.
bool names_a_user(std::string_view key) { return key == "username" || key.ends_with("_username"); }
bool is_a_common_word(std::string_view text) {
  static constexpr std::array kWords{"true", "false", "null", "debug", "info", "warning", "error"};
  return std::find(kWords.begin(), kWords.end(), text) != kWords.end();
}

void replace_all(std::string& text, std::string_view what) {
  for (std::size_t at = text.find(what); at != std::string::npos;
       at = text.find(what, at + Redaction::kMark.size()))
    text.replace(at, what.size(), Redaction::kMark);
}

}  // namespace

Redaction::Redaction(const config::Adapters& adapters) {
  const config::Reference reference(adapters);
  for (const auto& chapter : reference.chapters()) {
    for (const config::DescribedKey& key : chapter.section->keys) {
      keys_.insert(key.name);
      keys_.insert(key.old_names.begin(), key.old_names.end());
    }
  }
}

void Redaction::note_secret(std::string_view secret) {
  if (secret.size() >= kLeastSecret) secrets_.emplace(secret);
}

std::string Redaction::fleet_file(std::string_view text, const std::string& name) {
  config::Problems ignored;
  const config::Environment nothing([](const std::string&) { return std::nullopt; });
  const auto tree = config::read_yaml(text, std::make_shared<const std::string>(name), nothing, ignored);
  if (!tree) return "";
  std::string out;
  write(*tree, "", "", out);
  return out;
}

void Redaction::write(const ConfigNode& node, std::string_view key, const std::string& indent,
                      std::string& out) {
  if (node.kind() == Kind::map) {
    for (const ConfigNode::Entry& entry : node.entries()) {
      const bool inner = !entry.value.entries().empty() || !entry.value.items().empty();
      out += indent + config::yaml_scalar(entry.key, false) + ":";
      if (inner && !config::names_a_secret(entry.key)) {
        out += "\n";
        write(entry.value, entry.key, indent + "  ", out);
      } else {
        out += " " + value(entry.value, entry.key) + "\n";
      }
    }
    return;
  }
  if (node.kind() != Kind::list) {
    out += indent + value(node, key) + "\n";
    return;
  }
  for (const ConfigNode& item : node.items()) {
    std::string inner;
    write(item, key, indent + "  ", inner);
    if (inner.size() > indent.size()) inner[indent.size()] = '-';
    out += inner;
  }
}

// Of a scalar, or of a secret whatever it is.
std::string Redaction::value(const ConfigNode& node, std::string_view key) {
  const std::string& written = node.source();
  if (key.ends_with("password_file")) password_files_.push_back(written);
  if (!may_stand(node, key)) {
    take_out(node, key);
    return config::yaml_scalar(kMark, true);
  }
  if (node.kind() == Kind::map) return "{}";
  if (node.kind() == Kind::list) return "[]";
  if (node.kind() != Kind::scalar) return "";
  return config::yaml_scalar(written, node.quoted() || node.filled_in());
}

bool Redaction::may_stand(const ConfigNode& node, std::string_view key) const {
  if (config::names_a_secret(key) || names_a_user(key) || config::holds_credentials(node.source()))
    return false;
  return keys_.contains(key) || node.source().empty();
}

void Redaction::take_out(const ConfigNode& node, std::string_view key) {
  if (taken_out_.size() < kMostNamed) taken_out_.push_back(node.path());
  const std::string& written = node.source();
  const bool tells = !names_a_user(key) && !is_a_common_word(written);
  if (tells && written.find("://") == std::string::npos) note_secret(written);
  for (const ConfigNode& item : node.items()) take_out(item, key);
  for (const ConfigNode::Entry& entry : node.entries()) take_out(entry.value, key);
  // user:password@host: both, apart.
  const std::size_t host = written.rfind('@'), scheme = written.find("://");
  if (host == std::string::npos) return;
  const std::size_t begin = scheme == std::string::npos ? 0 : scheme + 3;
  if (host <= begin) return;
  const std::string both = written.substr(begin, host - begin);
  const std::size_t colon = both.find(':');
  note_secret(both);
  if (colon != std::string::npos) note_secret(std::string_view(both).substr(colon + 1));
}

std::string Redaction::text(std::string text) const {
  std::vector<std::string_view> longest_first(secrets_.begin(), secrets_.end());
  std::stable_sort(longest_first.begin(), longest_first.end(),
                   [](std::string_view a, std::string_view b) { return a.size() > b.size(); });
  for (const std::string_view secret : longest_first) replace_all(text, secret);
  return without_users(text);
}

std::string without_users(std::string_view text) {
  std::string out;
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t scheme = text.find("://", at);
    if (scheme == std::string_view::npos) return out.append(text.substr(at));
    const std::size_t begin = scheme + 3;
    const std::size_t end = std::min(text.find_first_of(" \t\r\n\"'<>/\\", begin), text.size());
    const std::size_t host = text.substr(begin, end - begin).rfind('@');
    out.append(text.substr(at, begin - at));
    if (host != std::string_view::npos) out.append(Redaction::kMark);
    at = host == std::string_view::npos ? begin : begin + host;
  }
  return out;
}

}  // namespace gatewarden::app

// What leaves a site with a support bundle, without its secrets. Three nets, one behind the other:
//
//   a value of a fleet file stays only under a key that the program knows, and not under one of a password or a user;
//   what has credentials in it (a URL's user, PEM) loses them;
//   and what was taken out by these, or is the content of a password file, is taken out of every other text, too.
#pragma once

#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "gateway/config/protocol.hpp"
#include "gateway/config/text/config_node.hpp"

namespace gatewarden::app {

class Redaction {
 public:
  static constexpr std::string_view kMark = "(redacted)";
  static constexpr std::size_t kMostNamed = 200;  // in taken_out()
  // A shorter one is a part of too many words to be taken out of other texts.
  static constexpr std::size_t kLeastSecret = 4;

  explicit Redaction(const config::Adapters& adapters);

  // A fleet file, or one that it includes, as YAML without comments. An empty text: it is no YAML, and nothing of it can
  // be told. Notes its secrets.
  std::string fleet_file(std::string_view text, const std::string& name);
  // Without what was noted so far. Keeps line ends.
  std::string text(std::string text) const;
  void note_secret(std::string_view secret);
  // The paths of what was taken out, and of password files.
  const std::vector<std::string>& taken_out() const { return taken_out_; }
  const std::vector<std::string>& password_files() const { return password_files_; }

 private:
  // `key`: the nearest one above.
  void write(const config::ConfigNode& node, std::string_view key, const std::string& indent,
             std::string& out);
  std::string value(const config::ConfigNode& node, std::string_view key);
  bool may_stand(const config::ConfigNode& node, std::string_view key) const;
  void take_out(const config::ConfigNode& node, std::string_view key);

  std::set<std::string, std::less<>> keys_;
  std::set<std::string, std::less<>> secrets_;
  std::vector<std::string> taken_out_, password_files_;
};

// "mqtt://user:password@host" without what stands before the @, wherever it stands in the text.
std::string without_users(std::string_view text);

}  // namespace gatewarden::app

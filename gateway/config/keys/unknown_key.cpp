#include "gateway/config/keys/unknown_key.hpp"

#include "gateway/config/text/spelling.hpp"

namespace gatewarden::config::detail {

void refuse_key(const ConfigNode::Entry& entry, const std::vector<std::string>& known,
                const std::string& where, Problems& problems) {
  constexpr std::string_view kFile = "_file";
  std::vector<std::string> by_file;  // password, where there is a password_file
  for (const std::string& key : known) {
    if (key.ends_with(kFile)) by_file.push_back(key.substr(0, key.size() - kFile.size()));
  }
  const std::string meant = nearest(entry.key, known);
  const std::string secret = nearest(entry.key, by_file);
  std::string rule;
  std::string example;
  if (!secret.empty()) {
    rule = "secrets are not written into the fleet file; " + secret + "_file names a file that holds it";
    example = secret + "_file: /run/secrets/" + secret;
  } else if (!meant.empty()) {
    rule = "no such key here; did you mean " + meant + "?";
    example = meant + ": ...";
  } else {
    rule = "no such key here; " + (where.empty() ? "the keys are " : where + " takes ") + join(known, ", ");
  }
  Problem problem = problem_at(entry, "F010", std::move(rule), std::move(example));
  problem.value.clear();  // it may be a secret
  problems.add(std::move(problem));
}

}  // namespace gatewarden::config::detail

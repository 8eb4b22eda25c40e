// What IoT policies allow, evaluated here as AWS documents it: the proof of the documents that this room makes.
//
// Sources: IoT Core developer guide, "AWS IoT Core policies", "policy variables"; IAM user guide, "Policy evaluation
// logic": whatever no statement allows is denied, and Deny has the last word. Conditions are not understood: a statement
// that has one allows nothing and denies what it could deny.
#pragma once

#include <nlohmann/json.hpp>
#include <string>
#include <string_view>
#include <vector>

#include "gateway/base/result.hpp"

namespace gatewarden::provision {

// Who connects: what policy variables stand for.
struct Principal {
  std::string client_id;
  std::string thing;  // attached to the certificate; empty: none, and its variables fit nothing
};

class PolicyEvaluator {
 public:
  // The error names what is not understood (NotAction, another Version, no list of statements).
  static Result<PolicyEvaluator> read(const std::vector<nlohmann::ordered_json>& documents,
                                      const Principal& principal);

  // "iot:Publish" on "arn:aws:iot:…:topic/x".
  bool allows(std::string_view action, std::string_view resource) const;

 private:
  struct Statement {
    bool deny = false;
    std::vector<std::string> actions;    // in small letters: AWS compares them so
    std::vector<std::string> resources;  // variables filled in; wildcards are kAny and kOne
  };
  Result<void> add(const nlohmann::ordered_json& statement, const Principal& principal);

  std::vector<Statement> statements_;
};

}  // namespace gatewarden::provision

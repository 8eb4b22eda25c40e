// One document in the three spellings of AWS's tools. Pure.
#pragma once

#include <nlohmann/json.hpp>
#include <string>

namespace gatewarden::provision {

enum class Spelling {
  api,       // securityProfileName: `aws iot … --cli-input-json`
  terraform  // security_profile_name: resources of the provider awscc
};
// Every key of a CloudFormation document; one in capitals only ("SNS") is a key of a map and stays.
nlohmann::ordered_json spelled(const nlohmann::ordered_json& document, Spelling spelling);

}  // namespace gatewarden::provision

// The roles that AWS IoT takes on to tell alarms and to export metrics: who may take them on, and what they allow.
#pragma once

#include <nlohmann/json.hpp>

#include "gateway/provision/needs/request.hpp"
#include "gateway/provision/security_profile.hpp"

namespace gatewarden::provision {

struct Role {
  std::string name;
  nlohmann::ordered_json trust;
  nlohmann::ordered_json permissions;
};

// Only for these profiles of this account (Device Defender guide, "Cross-service confused deputy prevention").
Role alert_role(const Request& request, const std::vector<SecurityProfile>& profiles);
// For Request::export_to. The guide names no source for exports: the account is held where AWS says it.
Role export_role(const Request& request);

}  // namespace gatewarden::provision

// A fleet's needs for tests to begin with: plant7-gw with two meters, in an account of nobody.
#pragma once

#include "gateway/provision/needs/request.hpp"

namespace gatewarden::provision {

inline Needs plant() {
  Needs needs;
  needs.gateway = needs.client_id = "plant7-gw";
  needs.devices = {{"plant7-gw:meter-1", "hall-a unit 1"}, {"plant7-gw:meter-2", "hall-a unit 2"}};
  needs.metrics = {{"firmware", "string-list"}, {"reachable", "number"}};
  needs.standard = {"aws:all-bytes-in"};
  return needs;
}

inline Request in_account() {
  Request request;
  request.account = {"aws", "eu-central-1", "123456789012"};
  request.name = "plant7-gw-fleet";
  return request;
}

inline std::vector<Device> devices(const std::string& prefix, std::size_t count) {
  std::vector<Device> all;
  for (std::size_t i = 1; i <= count; ++i) all.push_back({prefix + std::to_string(i), ""});
  return all;
}

}  // namespace gatewarden::provision

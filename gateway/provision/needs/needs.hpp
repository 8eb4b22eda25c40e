// What a fleet asks AWS to know, as plain values: the composition makes them of a fleet file, older output has them in
// its manifest, and all else in this room is a pure function of them.
#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <vector>

#include "gateway/wire/format.hpp"

namespace gatewarden::provision {

// A child.
struct Device {
  std::string thing;
  std::string place;  // where it is, as far as its protocol tells: "hall-a unit 4"
  friend bool operator==(const Device&, const Device&) = default;
};

struct CustomMetric {
  std::string name;
  std::string type;  // as CreateCustomMetric spells it
  friend bool operator==(const CustomMetric&, const CustomMetric&) = default;
};

// Lists are sorted: documents of the same fleet are the same, byte for byte.
struct Needs {
  std::string gateway;          // its thing
  std::string client_id;        // of its connection; empty: a Greengrass nucleus connects
  std::string endpoint_region;  // as the endpoint's name says it; empty if it says none
  bool authorizer = false;      // a custom authorizer lets it in: there is no certificate
  bool stand_in = false;        // the fleet file is for another service than AWS, so far
  bool gateway_reports = true;
  bool defender = true;    // reports go to the reserved topics
  bool registered = true;  // names of children are such as the registry takes
  Format format = Format::json;
  bool hears_accepted = true;
  bool hears_rejected = true;
  std::vector<std::string> mirrors;   // topics with {thing} and {gateway} (mirror_topic.hpp)
  std::vector<Device> devices;        // in the natural order of their things
  std::vector<std::string> learnt;    // names yet to be learned, * where {id} stands
  std::vector<CustomMetric> metrics;  // custom ones
  std::vector<std::string> standard;  // AWS's own: "aws:all-bytes-in"
  std::vector<std::string> events;    // custom metrics that count what never happens to a sound device
  std::chrono::seconds interval{300};
  // After which a device counts as lost; none: no metric tells it.
  std::optional<std::chrono::seconds> silence;
  friend bool operator==(const Needs&, const Needs&) = default;
};

// Every thing that reports: the gateway, if it does, and its children.
std::vector<std::string> reporting_things(const Needs& needs);

}  // namespace gatewarden::provision

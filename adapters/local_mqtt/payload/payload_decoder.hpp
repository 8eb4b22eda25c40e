// A payload becomes samples: parsed once as a whole (what is not wholly JSON says nothing), walked
// once along the profile's plan, and every value found is handed to the sink at its point. Numbers make
// no allocation in steady state.
//
// What a metric takes:
//   number           a number; true and false as 1 and 0; text that is a number and nothing else: "21.5"
//   number-list      an array of those; one of them alone
//   string-list      an array of text; one text alone
//   ip-address-list  the same
//   ports            an array, each 1 to 65535 or {"port": n, "interface": "eth0"};
//                    or {"ports": [...], "total": n}
//   connections      an array, each "address:port" ("[address]:port" for IPv6) or
//                    {"remote_addr": "address:port", "local_port": n, "local_interface": "eth0"};
//                    or {"connections": [...], "total": n}
// null and a missing value mean unknown, and say nothing. Anything else is a fault of that metric alone;
// the others of the payload are taken. A payload that names a wanted key twice is refused whole: which
// one counts is anybody's guess.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include "adapters/local_mqtt/payload/payload_faults.hpp"
#include "adapters/local_mqtt/payload/payload_plan.hpp"
#include "gateway/sample/sample_sink.hpp"

namespace gatewarden::local_mqtt {

// What one payload came to.
struct Reading {
  std::uint32_t samples = 0;  // values handed on
  PayloadFaults faults;
  std::string example;  // the first fault in words; empty when there was none

  bool clean() const { return example.empty(); }
};

// One for each link: it owns the parser and one buffer, both grown to the largest
// payload seen, up to the bound.
class PayloadDecoder {
 public:
  static constexpr std::size_t kMaxDepth = 64;  // of nested arrays and objects

  explicit PayloadDecoder(std::size_t max_payload);
  ~PayloadDecoder();
  PayloadDecoder(const PayloadDecoder&) = delete;
  PayloadDecoder& operator=(const PayloadDecoder&) = delete;

  Reading decode(const PayloadPlan& plan, std::string_view payload, PointId first, SteadyTime at,
                 SampleSink& sink);

 private:
  class Parser;
  std::unique_ptr<Parser> parser_;
};

}  // namespace gatewarden::local_mqtt

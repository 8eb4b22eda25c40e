// Samples from a payload, which is parsed as a whole: what is not wholly JSON says nothing. One walk along
// the plan finds the values. Numbers allocate nothing in steady state.
//
// What a metric takes:
//   number           a number; true and false as 1 and 0; text that is only a number: "21.5"
//   number-list      an array of those, or one alone
//   string-list      an array of text, or one text
//   ip-address-list  the same
//   ports            an array, each 1 to 65535 or {"port": n, "interface": "eth0"};
//                    or {"ports": [...], "total": n}
//   connections      an array, each "address:port" ("[address]:port" for IPv6) or
//                    {"remote_addr": "address:port", "local_port": n, "local_interface": "eth0"};
//                    or {"connections": [...], "total": n}
// null and a missing value mean unknown. Anything else is a fault of that metric alone. A payload that names
// a wanted key twice is refused whole: nobody knows which one counts.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include "adapters/local_mqtt/payload/payload_faults.hpp"
#include "adapters/local_mqtt/payload/payload_plan.hpp"
#include "gateway/sample/sample_sink.hpp"

namespace gatewarden::local_mqtt {

// What came of one payload.
struct Reading {
  std::uint32_t samples = 0;  // values handed on
  PayloadFaults faults;
  std::string example;  // the first fault in words; empty if none

  bool clean() const { return example.empty(); }
};

// One per link. Its parser and buffer grow to the largest payload seen, up to the bound.
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

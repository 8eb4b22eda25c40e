// Samples from a payload. One walk along the plan finds the values; numbers allocate nothing in steady state. What is not
// JSON throughout is mended first (mended_json.hpp). Where the whole payload is wanted, it may be plain text.
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
// null means unknown; so does nan where a number is wanted, and an array with a member that is unknown. Anything else
// is a fault of that metric alone. So is a wanted key that stands in it twice: nobody knows which one counts.
#pragma once

#include <cstdint>
#include <memory>
#include <string_view>

#include "adapters/local_mqtt/payload/payload_plan.hpp"
#include "adapters/local_mqtt/payload/reading.hpp"
#include "gateway/sample/sample_sink.hpp"

namespace gatewarden::local_mqtt {

// One per link.
class PayloadDecoder {
 public:
  explicit PayloadDecoder(std::size_t max_payload);
  ~PayloadDecoder();
  PayloadDecoder(const PayloadDecoder&) = delete;
  PayloadDecoder& operator=(const PayloadDecoder&) = delete;

  // `next`: another child reads the payload of the last call, which is not parsed again.
  enum class Turn : bool { first, next };
  Reading decode(const PayloadPlan& plan, std::string_view payload, PointId first, SteadyTime at,
                 SampleSink& sink, Turn turn = Turn::first);

 private:
  class Walk;
  std::unique_ptr<Walk> walk_;
};

// "`{"batt":3}` has none of what is read: /battery, /temp and 4 more". Apart from decode(), which would make it in vain
// for every payload that holds a part.
Explanation none_of(const PayloadPlan& plan, std::string_view payload);

}  // namespace gatewarden::local_mqtt

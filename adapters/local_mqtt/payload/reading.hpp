// What came of one payload.
#pragma once

#include <cstdint>
#include <string>
#include <utility>

#include "adapters/local_mqtt/payload/payload_faults.hpp"

namespace gatewarden::local_mqtt {

// What is wrong, in words.
struct Explanation {
  std::string place;  // the pointers it is about; nothing of the payload: the log may show it
  std::string words;  // with a printable piece of the payload: for the status alone
};

struct Reading {
  std::uint32_t samples = 0;  // values handed on
  std::uint32_t members = 0;  // of lists that were looked at, fitting or not
  std::uint32_t found = 0;    // wanted values that stand in it, whatever they are
  std::uint32_t missing = 0;  // values that it says are unknown; all of them if it has no wanted key
  bool has_none = false;      // of the wanted keys
  PayloadFaults faults;
  Fault fault = Fault::mended;  // the first that lost something, else mended; only with an example
  Explanation example;          // of that fault; empty without one

  bool clean() const { return example.words.empty() && !has_none; }
  // Only the words that are kept are made: `explain` gives an Explanation.
  template <class Explain>
  void fail(Fault what, Explain explain) {
    if (faults.lost() == 0) {
      fault = what;
      example = explain();
    }
    faults.add(what);
  }
};

}  // namespace gatewarden::local_mqtt

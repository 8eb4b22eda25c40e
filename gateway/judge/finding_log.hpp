// Collects findings during a walk: keeps the present path and the bound.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "gateway/judge/decoded_report.hpp"
#include "gateway/wire/key_table.hpp"
#include "gateway/wire/sources.hpp"

namespace gatewarden {

class FindingLog {
 public:
  explicit FindingLog(DecodedReport& report) : report_(report) {}

  void add(std::string rule, std::string_view source, Certainty certainty, Consequence consequence);
  // Breaks the row's documented constraint: the usual, inferred rejection.
  void broken(const KeyRow& row);
  void unknown(std::string rule, std::string_view source = source::kNone);
  // What CBOR allows and the service's documents never mention.
  void oddities(const Node& node);

  // Inside a key or list element, until this object ends.
  class Inside {
   public:
    Inside(FindingLog& log, std::string_view key);
    Inside(FindingLog& log, std::size_t index);
    ~Inside() { path_.resize(before_); }
    Inside(const Inside&) = delete;
    Inside& operator=(const Inside&) = delete;

   private:
    std::string& path_;
    std::size_t before_;
  };

 private:
  DecodedReport& report_;
  std::string path_;  // "metrics.listening_tcp_ports.ports[0]"; empty at the root
};

}  // namespace gatewarden

// Series of one name, as they are served. Labels are made printable: they may hold names from devices. Every series of
// a counter with fixed labels stands from 0 on, so that its first growth is seen.
#pragma once

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "gateway/status/snapshot.hpp"

namespace gatewarden::status {

using Labels = std::vector<std::pair<std::string, std::string>>;

class Family {
 public:
  enum class Kind : std::uint8_t { counter, gauge };
  Family(std::string name, std::string help, Kind kind)
      : name_(std::move(name)), help_(std::move(help)), kind_(kind) {}

  Family& add(double value, Labels labels = {});
  Family& add(std::uint64_t value, Labels labels = {}) {
    return add(static_cast<double>(value), std::move(labels));
  }
  Family& add(bool value, Labels labels = {}) { return add(value ? 1.0 : 0.0, std::move(labels)); }
  Family& add(const Counters& counters, const char* label, const Labels& others = {});
  // By verdict.
  Family& add(const Outcomes& outcomes, const Labels& others = {});

  bool empty() const { return series_.empty(); }
  std::string text() const;

 private:
  struct Series {
    double value;
    Labels labels;
  };
  std::string name_, help_;
  Kind kind_;
  std::vector<Series> series_;
};

Family counter(std::string name, std::string help);
Family gauge(std::string name, std::string help);

}  // namespace gatewarden::status

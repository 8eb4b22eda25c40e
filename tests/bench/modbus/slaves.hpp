// All slaves of the farm: their answers, and what they saw of their master. Pure.
#pragma once

#include <cstdio>
#include <string>

#include "tests/bench/modbus/slave_record.hpp"

namespace bench {

struct Shape {
  std::size_t ports, units;
  std::chrono::microseconds delay;
  std::chrono::milliseconds interval;
  unsigned dead_percent;

  bool is_dead(unsigned unit) const { return unit * dead_percent % 100 < dead_percent; }  // spread evenly
  std::size_t living() const {
    std::size_t count = 0;
    for (unsigned unit = 1; unit <= units; ++unit) count += is_dead(unit) ? 0 : ports;
    return count;
  }
};

class Slaves {
 public:
  explicit Slaves(const Shape& shape)
      : shape_(shape), living_(shape.living()), records_(shape.ports * (shape.units + 1)) {}

  // To a request for registers (12 bytes); empty if the slave is dead or unknown.
  std::string answer(std::size_t port, const std::uint8_t* request, SteadyTime now) {
    if (request[6] == 0 || request[6] > shape_.units || shape_.is_dead(request[6])) return {};
    const unsigned count = static_cast<unsigned>(request[10] << 8 | request[11]);
    SlaveRecord& record = records_[place(port, request[6])];
    ++answers_;
    if (!record.seen() && ++seen_ == living_) swept_ = stamp(now);
    record.asked(now, remembers());
    std::string frame(reinterpret_cast<const char*>(request), 4);
    const unsigned length = 3 + 2 * count;
    frame += static_cast<char>(length >> 8);
    frame += static_cast<char>(length);
    frame += static_cast<char>(request[6]);
    frame += static_cast<char>(request[7]);
    frame += static_cast<char>(2 * count);
    const std::uint64_t time = stamp(now);
    for (unsigned i = 0; i < count; ++i) {
      const std::uint64_t value = i < 4 ? time >> (48 - 16 * i) : i;
      frame += static_cast<char>(value >> 8);
      frame += static_cast<char>(value);
    }
    return frame;
  }

  void reset(SteadyTime now) {
    answers_ = 0;
    for (SlaveRecord& record : records_) record.reset(now);
  }

  std::string report(SteadyTime now) const {
    Regularity sum;
    for (std::size_t port = 0; port < shape_.ports && remembers(); ++port) {
      for (unsigned unit = 1; unit <= shape_.units; ++unit) {
        if (!shape_.is_dead(unit)) records_[place(port, unit)].add_to(sum, shape_.interval, now);
      }
    }
    std::string line = std::to_string(answers_) + " " + std::to_string(sum.missed);
    for (std::vector<double>* times : {&sum.gaps, &sum.late}) {
      std::sort(times->begin(), times->end());
      for (const double share : {0.5, 0.99, 1.0}) {
        const auto at = static_cast<std::size_t>(share * static_cast<double>(times->size()));
        const double time = times->empty() ? 0 : (*times)[std::min(at, times->size() - 1)];
        line += " " + std::to_string(static_cast<std::uint64_t>(time));
      }
    }
    return line;
  }

  // When the last living slave was first answered; 0 before that.
  std::uint64_t swept() const { return swept_; }

 private:
  static std::uint64_t stamp(SteadyTime time) {
    return static_cast<std::uint64_t>(
        std::chrono::duration_cast<std::chrono::microseconds>(time.time_since_epoch()).count());
  }

  std::size_t place(std::size_t port, unsigned unit) const { return port * (shape_.units + 1) + unit; }
  bool remembers() const { return shape_.interval.count() > 0; }

  Shape shape_;
  std::size_t living_;
  std::vector<SlaveRecord> records_;  // by port and unit id
  std::uint64_t answers_ = 0;
  std::size_t seen_ = 0;
  std::uint64_t swept_ = 0;
};

}  // namespace bench

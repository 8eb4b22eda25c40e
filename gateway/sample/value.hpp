// The values of a point. A number takes no allocation; lists own their members.
#pragma once

#include <cstdint>
#include <string>
#include <variant>
#include <vector>

namespace gatewarden {

// A number that keeps its kind: counters need all 64 bits, measurements a double.
class Number {
 public:
  enum class Kind : std::uint8_t { integer, natural, real };

  constexpr Number() : integer_(0), kind_(Kind::integer) {}
  static constexpr Number integer(std::int64_t v) { return Number(v); }
  static constexpr Number natural(std::uint64_t v) { return Number(v); }
  static constexpr Number real(double v) { return Number(v); }

  constexpr Kind kind() const { return kind_; }
  constexpr bool is_real() const { return kind_ == Kind::real; }
  constexpr double as_double() const {
    switch (kind_) {
      case Kind::integer:
        return static_cast<double>(integer_);
      case Kind::natural:
        return static_cast<double>(natural_);
      case Kind::real:
        break;
    }
    return real_;
  }
  // The stored representation; only for the kind that is held.
  constexpr std::int64_t integer_value() const { return integer_; }
  constexpr std::uint64_t natural_value() const { return natural_; }
  constexpr double real_value() const { return real_; }

 private:
  explicit constexpr Number(std::int64_t v) : integer_(v), kind_(Kind::integer) {}
  explicit constexpr Number(std::uint64_t v) : natural_(v), kind_(Kind::natural) {}
  explicit constexpr Number(double v) : real_(v), kind_(Kind::real) {}
  union {
    std::int64_t integer_;
    std::uint64_t natural_;
    double real_;
  };
  Kind kind_;
};

// A listening socket. `interface` is free text; empty: unknown.
struct Port {
  std::uint16_t port = 0;
  std::string interface;
  friend auto operator<=>(const Port&, const Port&) = default;
};

// An established TCP connection, seen from the device.
struct Connection {
  std::string remote_address;  // plain IPv4 or IPv6, no brackets
  std::uint16_t remote_port = 0;
  std::uint16_t local_port = 0;  // 0: unknown
  std::string local_interface;   // empty: unknown
  friend auto operator<=>(const Connection&, const Connection&) = default;
};

// May be a sample of a longer list: `total` is the true count (never below size()).
struct PortList {
  std::vector<Port> ports;
  std::uint64_t total = 0;
};
struct ConnectionList {
  std::vector<Connection> connections;
  std::uint64_t total = 0;
};
struct NumberList {
  std::vector<Number> numbers;
};
struct StringList {
  std::vector<std::string> strings;
};
struct IpList {
  std::vector<std::string> addresses;  // as the device gave them; checked when encoded
};

// Everything but a single number, which SampleSink takes separately.
using ListValue = std::variant<NumberList, StringList, IpList, PortList, ConnectionList>;

}  // namespace gatewarden

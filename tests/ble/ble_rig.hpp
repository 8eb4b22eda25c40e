// Advertisements made by hand, a radio and a memory under the test's control.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "adapters/ble/ble_link.hpp"
#include "gateway/base/text/hex.hpp"
#include "gateway/registry/metric_spec.hpp"
#include "gateway/tls/aes.hpp"
#include "tests/support/manual_clock.hpp"

namespace gatewarden::ble::test {

using Octets = std::vector<std::uint8_t>;

inline Octets bytes(std::string_view hex) { return *parse_hex(hex); }
inline Address address(std::string_view text, bool random = true) {
  Address made = *parse_address(text);
  made.random = random;
  return made;
}
inline Octets operator+(Octets a, const Octets& b) {
  a.insert(a.end(), b.begin(), b.end());
  return a;
}
inline Octets element(std::uint8_t type, const Octets& content) {
  return Octets{static_cast<std::uint8_t>(content.size() + 1), type} + content;
}
inline Octets service_data(std::uint16_t service, const Octets& content) {
  return element(
      0x16, Octets{static_cast<std::uint8_t>(service), static_cast<std::uint8_t>(service >> 8)} + content);
}
inline Octets named(std::string_view name) { return element(0x09, Octets(name.begin(), name.end())); }
inline Octets ibeacon(const IBeaconId& id) {
  return element(0xFF, bytes("4c000215") + Octets(id.bytes.begin(), id.bytes.end()) + Octets{0xC5});
}
// A temperature in hundredths.
inline Octets temperature(std::int16_t hundredths) {
  const auto raw = static_cast<std::uint16_t>(hundredths);
  return {0x02, static_cast<std::uint8_t>(raw), static_cast<std::uint8_t>(raw >> 8)};
}
inline Octets plain_bthome(const Octets& objects) { return service_data(0xFCD2, Octets{0x40} + objects); }

// CCM (RFC 3610) with a tag of 4 bytes, the other way round: what a sensor does.
inline Octets sealed(const Bindkey& key, const Octets& nonce, const Octets& plain) {
  const std::size_t width = 15 - nonce.size();
  const auto block = [&](std::uint8_t flags, std::size_t number) {
    AesBlock made{};
    made[0] = flags;
    std::copy(nonce.begin(), nonce.end(), made.begin() + 1);
    made[15] = static_cast<std::uint8_t>(number);
    return made;
  };
  const auto width_flag = static_cast<std::uint8_t>(width - 1);
  AesBlock mac = aes_encrypt(key.bytes, block(static_cast<std::uint8_t>(0x08 | width_flag), plain.size()));
  Octets cipher;
  for (std::size_t at = 0; at < plain.size(); at += 16) {
    const AesBlock stream = aes_encrypt(key.bytes, block(width_flag, at / 16 + 1));
    for (std::size_t i = at; i < std::min(at + 16, plain.size()); ++i) {
      mac[i - at] ^= plain[i];
      cipher.push_back(plain[i] ^ stream[i - at]);
    }
    mac = aes_encrypt(key.bytes, mac);
  }
  const AesBlock first = aes_encrypt(key.bytes, block(width_flag, 0));
  for (std::size_t i = 0; i < 4; ++i) mac[i] ^= first[i];
  return cipher + Octets(mac.begin(), mac.begin() + 4);
}

inline Octets encrypted_bthome(const Bindkey& key, const Address& sender, std::uint32_t counter,
                               const Octets& objects) {
  Octets count;
  for (int shift = 0; shift < 32; shift += 8) count.push_back(static_cast<std::uint8_t>(counter >> shift));
  const Octets nonce = Octets(sender.bytes.begin(), sender.bytes.end()) + bytes("d2fc41") + count;
  Octets all = sealed(key, nonce, objects);
  all.insert(all.end() - 4, count.begin(), count.end());
  return service_data(0xFCD2, Octets{0x41} + all);
}

inline Bindkey some_key() {
  return {{0x23, 0x1d, 0x39, 0xc1, 0xd7, 0xcc, 0x1a, 0xb1, 0xae, 0xe2, 0x24, 0xcd, 0x09, 0x6d, 0xb9, 0x32}};
}

struct RecordingSink final : SampleSink {
  void accept(PointId point, Number value, SteadyTime) override {
    numbers[index_of(point)].push_back(value.as_double());
  }
  void accept(PointId point, const ListValue& value, SteadyTime) override {
    for (const std::string& each : std::get<StringList>(value).strings)
      texts[index_of(point)].push_back(each);
  }
  void heard(DeviceId device, SteadyTime) override { ++signs_of_life[index_of(device)]; }
  void expect(DeviceId device, Duration silence) override { expected[index_of(device)] = silence; }
  double sum(std::uint32_t point) const {
    double all = 0;
    for (const double each : numbers.count(point) ? numbers.at(point) : std::vector<double>()) all += each;
    return all;
  }

  std::map<std::uint32_t, std::vector<double>> numbers;
  std::map<std::uint32_t, std::vector<std::string>> texts;
  std::map<std::uint32_t, int> signs_of_life;
  std::map<std::uint32_t, Duration> expected;
};

// As the store: what was told last is on the disk only after commit().
struct CrashingMemory final : DeviceMemory {
  std::string recall(const std::string& thing) const override {
    const auto found = told.find(thing);
    return found == told.end() ? "" : found->second;
  }
  void remember(const std::string& thing, std::string text) override {
    ++writes;
    told[thing] = std::move(text);
  }
  void commit() { on_disk = told; }
  void crash() { told = on_disk; }

  std::map<std::string, std::string> told, on_disk;
  int writes = 0;
};

struct ScriptedRadio final : Radio {
  void start(RadioListener& to) override { listener = &to; }
  void stop() override { listener = nullptr; }
  RadioSnapshot snapshot() const override { return shown; }

  RadioListener* listener = nullptr;
  RadioSnapshot shown{LinkState::connected, "scripted", "", {}, 1, {}};
};

inline ValueSource from(const char* name) {
  ValueSource source;
  if (const auto own = parse_own_value(name)) {
    source.ble = *own;
  } else {
    source.ble = *parse_value_name(name);
  }
  return source;
}

// Point i of a child is its metric i.
inline std::shared_ptr<const AdapterProfile> profile(const std::vector<const char*>& values,
                                                     ProfileSettings settings = {}) {
  auto made = std::make_shared<AdapterProfile>();
  for (const char* value : values) {
    made->metrics.emplace_back(value);
    made->types.push_back(std::string_view(value) == "button" ? MetricType::string_list : MetricType::number);
    made->from.emplace_back(from(value));
  }
  made->settings = std::move(settings);
  return made;
}

inline Assignment child(std::uint32_t id, const IdentityKeys& keys,
                        std::shared_ptr<const AdapterProfile> of) {
  return {DeviceId{id}, PointId{id * 100}, "tag-" + std::to_string(id), std::move(of), keys};
}
inline IdentityKeys at(const Address& address) {
  IdentityKeys keys;
  keys.address = address;
  return keys;
}

}  // namespace gatewarden::ble::test

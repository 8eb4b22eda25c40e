// Counters, keys and repetitions: what an attacker sends, and what a device does that only looks like one.
#include "adapters/ble/formats/formats.hpp"
#include "tests/ble_formats/sealing.hpp"
#include "tests/ble_formats/vectors.hpp"
#include "tests/support/allocations.hpp"

using namespace gatewarden;
using namespace gatewarden::ble;
using namespace gatewarden::test;
using namespace std::chrono_literals;

namespace {

constexpr Bindkey kKey{
    {0x2B, 0x7E, 0x15, 0x16, 0x28, 0xAE, 0xD2, 0xA6, 0xAB, 0xF7, 0x15, 0x88, 9, 0xCF, 0x4F, 0x3C}, 16};
constexpr Bindkey kOtherKey{{1, 2, 3}, 16}, kOldKey{{1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12}, 12};
const Address kSender{{0x12, 0x34, 0x56, 0x78, 0x9A, 0x60}, false};
const Octets kAddress(kSender.bytes.begin(), kSender.bytes.end()),
    kReversed(kAddress.rbegin(), kAddress.rend());
const Octets kBattery{0x01, 50};  // of BTHome

Octets bthome2(std::uint32_t counter, const Octets& objects = kBattery, const Bindkey& key = kKey) {
  const Tagged sealed = seal(key, joined({kAddress, {0xD2, 0xFC, 0x41}, little(counter, 4)}), {}, objects);
  return element(0x16, joined({{0xD2, 0xFC, 0x41}, sealed.cipher, little(counter, 4), sealed.tag}));
}

Octets bthome1(std::uint32_t counter, const Octets& objects = {0x02, 0x01, 50}, const Bindkey& key = kKey) {
  const Tagged sealed = seal(key, joined({kAddress, {0x1E, 0x18}, little(counter, 4)}), {0x11}, objects);
  return element(0x16, joined({{0x1E, 0x18}, sealed.cipher, little(counter, 4), sealed.tag}));
}

Octets mibeacon(std::uint32_t counter, const Octets& object = {0x0A, 0x10, 1, 50},
                const Bindkey& key = kKey) {
  const Octets low = little(counter & 0xFF, 1), high = little(counter >> 8, 3), product{0x5B, 0x05};
  const Tagged sealed = seal(key, joined({kReversed, product, low, high}), {0x11}, object);
  return element(
      0x16, joined({{0x95, 0xFE, 0x58, 0x58}, product, low, kReversed, sealed.cipher, high, sealed.tag}));
}

Octets pvvx(std::uint8_t id, const Bindkey& key = kKey) {
  const Tagged sealed =
      seal(key, joined({kReversed, {0x0E, 0x16, 0x1A, 0x18, id}}), {0x11}, {0xD0, 7, 0x88, 0x13, 50, 0});
  return element(0x16, joined({{0x1A, 0x18, id}, sealed.cipher, sealed.tag}));
}

// One device as its owner keeps it.
struct Device {
  SenderState state{&kKey, {}, {}, {}};
  Decoded said;
  Elements elements;
  Address sender = kSender;

  std::string hear(const Octets& payload, std::chrono::seconds at = 0s) {
    elements.read(payload);
    decode({elements, sender, SteadyTime(at)}, state, said);
    return std::string(to_text(said.fault));
  }
  std::optional<double> value(Quantity quantity) const {
    for (const Value& one : said.values())
      if (one.name.quantity == quantity) return std::get<Number>(one.content).as_double();
    return std::nullopt;
  }
};

}  // namespace

TEST_CASE("a counter of 32 bits only grows, and what a replay brings does not count") {
  for (Octets (*make)(std::uint32_t) :
       {+[](std::uint32_t n) { return bthome2(n); }, +[](std::uint32_t n) { return bthome1(n); },
        +[](std::uint32_t n) { return mibeacon(n); }}) {
    Device device;
    CHECK(device.hear(make(1000)).empty());
    INFO(device.said.format);
    CHECK(device.said.authenticated);
    CHECK(device.said.counter == 1000U);
    CHECK(device.said.counter_bits == 32);
    CHECK(device.value(Quantity::battery) == 50);
    CHECK_FALSE(device.said.repeated);
    CHECK(device.hear(make(1000)).empty());
    CHECK(device.said.repeated);                           // no finding, no second merge
    for (const std::uint32_t old : {999U, 99U, 1U, 0U}) {  // a fall to almost nothing is no restart
      CHECK(device.hear(make(old)) == "replayed");
      CHECK_FALSE(device.value(Quantity::battery));
    }
    // Restarted: the owner kept the counter, and nothing else.
    Device restarted;
    restarted.state.counter = device.state.counter;
    CHECK(restarted.hear(make(999)) == "replayed");
    CHECK(restarted.hear(make(0x80000001U)).empty());
    CHECK(restarted.hear(make(0xFFFFFFFFU)).empty());
    for (const std::uint32_t wrapped : {0U, 1U, 1000U, 0xFFFFFFFEU})
      CHECK(restarted.hear(make(wrapped)) == "replayed");
    CHECK(restarted.hear(make(0xFFFFFFFFU)).empty());
    CHECK(restarted.said.repeated);
    restarted.state.counter.reset();  // its owner lets it in again
    CHECK(restarted.hear(make(0)).empty());
  }
}

TEST_CASE("what no key opens says nothing and moves nothing") {
  for (const Octets& forged :
       {bthome2(0xFFFFFFFF, kBattery, kOtherKey), bthome1(0xFFFFFFFF, {0x02, 0x01, 50}, kOtherKey),
        mibeacon(0xFFFFFFFF, {0x0A, 0x10, 1, 50}, kOtherKey), pvvx(9, kOtherKey)}) {
    Device device;
    CHECK(device.hear(forged) == "bad_mic");
    CHECK_FALSE(device.said.authenticated);
    CHECK_FALSE(device.value(Quantity::battery));
    CHECK_FALSE(device.state.counter);
    CHECK_FALSE(device.state.packet_id);
    for (const Bindkey* none : {static_cast<const Bindkey*>(nullptr), &kOldKey}) {
      device.state.key = none;
      CHECK(device.hear(forged) == "no_key");
      CHECK(device.said.encrypted);
      CHECK_FALSE(device.value(Quantity::battery));
    }
  }
  // Every bit of what is sealed is vouched for: cipher text, counter and tag.
  for (const Octets& whole : {bthome2(7), mibeacon(7), pvvx(7)}) {
    Device device;
    const std::size_t begins = whole[2] == 0x95 ? 15 : 5;
    for (std::size_t bit = 8 * begins; bit < 8 * whole.size(); ++bit) {
      Octets bent = whole;
      bent[bit / 8] ^= static_cast<std::uint8_t>(1U << bit % 8);
      CHECK(device.hear(bent) == "bad_mic");
    }
    CHECK(device.hear(whole).empty());
  }
}

TEST_CASE("a packet that was sealed for another address is nobody's") {
  Device device;
  device.sender.bytes[5] ^= 1;
  CHECK(device.hear(bthome2(1)) == "bad_mic");
  CHECK(device.hear(pvvx(1)) == "bad_mic");
  CHECK(device.hear(mibeacon(1)) == "address_mismatch");  // it carries its own
  CHECK(device.said.address_differs);
  CHECK(device.said.values().empty());
  device.sender = Address{};  // nobody said who sent it: its own address is all there is
  CHECK(device.hear(mibeacon(1)).empty());
  CHECK(device.said.address_inside == Address{kSender.bytes, false});
}

TEST_CASE("a device with a key that speaks plainly is not believed, unless its kind mixes both") {
  const Octets atc = joined({{0x1A, 0x18}, kAddress, {0x00, 0xD7, 47, 95, 0x0B, 0xF8, 25}});
  for (const Octets& plain :
       {element(0x16, joined({{0xD2, 0xFC, 0x40}, kBattery})), element(0x16, {0x1C, 0x18, 0x02, 0x01, 50}),
        element(0x16, atc), element(0x16, joined({{0x1A, 0x18}, kReversed, {0, 0, 0, 0, 0, 0, 50, 1}}))}) {
    Device device;
    CHECK(device.hear(plain) == "downgrade");
    CHECK(device.said.downgraded);
    CHECK(device.said.values().empty());
    device.state.key = nullptr;
    CHECK(device.hear(plain).empty());
    CHECK_FALSE(device.said.downgraded);
  }
  Device device;
  CHECK(device.hear(element(0x16, {0x95, 0xFE, 0x40, 0x50, 0x5B, 5, 1, 0x0A, 0x10, 1, 50})).empty());
  CHECK(device.said.downgraded);
  CHECK(device.value(Quantity::battery) == 50);
}

TEST_CASE("a counter of 8 bits is judged against the last five minutes only") {
  Device device;
  CHECK(device.hear(pvvx(250), 0s).empty());
  CHECK(device.hear(pvvx(250), 1s).empty());
  CHECK(device.said.repeated);
  CHECK(device.hear(pvvx(249), 2s) == "replayed");
  CHECK_FALSE(device.value(Quantity::battery));
  CHECK(device.hear(pvvx(3), 10s).empty());  // it wraps
  CHECK(device.said.counter_bits == 8);
  CHECK(device.hear(pvvx(250), 20s) == "replayed");
  CHECK(device.hear(pvvx(2), 309s) == "replayed");
  CHECK(device.hear(pvvx(2), 311s).empty());  // nobody can tell any more
}

TEST_CASE("the same packet id again is the same sample, sealed anew or not") {
  Device device;
  CHECK(device.hear(bthome2(1, {0x00, 9, 0x3A, 1})).empty());
  CHECK(device.hear(bthome2(2, {0x00, 9, 0x3A, 1})).empty());
  CHECK(device.said.repeated);
  CHECK(device.said.counter == 2U);
  CHECK(device.hear(bthome2(3, {0x00, 10, 0x3A, 1})).empty());
  CHECK_FALSE(device.said.repeated);
}

TEST_CASE("sealed packets of every length end in a fault or in what they hold") {
  for (const Octets& whole : {bthome2(1, {}), bthome1(1, {}), mibeacon(1, {})}) {
    Device device;
    CHECK(device.hear(whole).empty());  // sealed, and nothing to say
    CHECK(device.said.authenticated);
    const std::size_t data = whole.size() - 2;
    for (std::size_t size = 2; size < data; ++size) {
      Device other;
      const std::string fault = other.hear(
          element(0x16, Octets(whole.begin() + 2, whole.begin() + 2 + static_cast<std::ptrdiff_t>(size))));
      INFO(device.said.format << " " << size << " " << fault);
      CHECK(fault == "truncated");
    }
  }
}

TEST_CASE("an old remote's packet counts if it is sound as a whole") {
  const auto whole = bytes_of("020106181695fe5830bf0728609a78563412fbb40aa5c756050000af");
  Device device;
  Bindkey key{{}, 12};
  REQUIRE(parse_hex("00112233445566778899aabb", std::span(key.bytes).first(12)));
  device.state.key = &key;
  CHECK(device.hear(whole).empty());
  CHECK_FALSE(device.said.authenticated);
  const auto counter = device.state.counter;
  REQUIRE(counter);
  for (std::size_t byte = 18; byte < 23;
       ++byte) {  // id and length of the object, and the counter behind: garbage
    auto bent = whole;
    bent[byte] ^= 0x40;
    bent[25] = 0x7F;  // a counter far ahead, which must not lock the device out
    CHECK_FALSE(device.hear(bent).empty());
    for (const Value& value : device.said.values())
      CHECK((value.name.quantity == Quantity::product_id || value.name.quantity == Quantity::packet_id));
    CHECK(device.state.counter == counter);
  }
  auto half = whole;  // turned into a sound object, which says that somebody moves, and garbage behind it
  half[18] ^= 0x01 ^ 0x03;
  half[19] ^= 0x10;
  half[20] ^= 0x03;
  CHECK(device.hear(half) == "unknown_object");
  CHECK_FALSE(device.value(Quantity::motion));
  CHECK(device.hear(whole).empty());
  CHECK(device.said.repeated);
  device.state.key = &kKey;
  CHECK(device.hear(whole) == "no_key");
}

TEST_CASE("decoding allocates nothing") {
  std::vector<Octets> packets{bthome2(5)};
  for (const auto& path : std::filesystem::directory_iterator(tests_folder() / "ble_formats/vectors")) {
    std::ifstream file(path.path());
    const auto document = nlohmann::json::parse(file);
    for (const auto& vector : document["vectors"])
      if (vector.contains("adv")) packets.push_back(bytes_of(vector["adv"]));
  }
  REQUIRE(packets.size() > 150);
  Device device;
  device.hear(bthome2(4));  // OpenSSL makes its context
  const std::size_t before = allocations();
  std::size_t recognised = 0;
  for (const Octets& payload : packets) {
    device.elements.read(payload);
    decode({device.elements, kSender, {}}, device.state, device.said);
    if (const Format* format = find_format(device.said.format)) {
      ++recognised;
      decode({device.elements, kSender, {}}, device.state, device.said, format);
    }
  }
  CHECK(recognised > 150);
  CHECK(allocations() == before);
}

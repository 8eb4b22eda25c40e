#include "adapters/local_mqtt/payload/payload_decoder.hpp"
#include "adapters/local_mqtt/payload/json_values.hpp"

#include <catch2/catch.hpp>

#include "adapters/local_mqtt/profile_plan.hpp"
#include "tests/local_mqtt/recording_sink.hpp"
#include "tests/support/allocations.hpp"

using namespace gatewarden;
using namespace gatewarden::local_mqtt;
using namespace gatewarden::local_mqtt::test;
using namespace std::string_literals;
using Catch::Matchers::Contains;
using Catch::Matchers::StartsWith;

namespace {

struct Decoded {
  RecordingSink sink;
  Reading reading;
  std::uint64_t faults(Fault fault) const { return reading.faults[fault]; }
};

Decoded decode(const std::vector<Reads>& metrics, std::string_view payload, std::size_t bound = 256 * 1024) {
  Decoded out;
  PayloadDecoder decoder(bound);
  out.reading =
      decoder.decode(plan_of(*profile(metrics)).value(), payload, PointId{10}, SteadyTime{}, out.sink);
  return out;
}

double one_number(std::string_view payload, std::string_view pointer = "/v") {
  const Decoded d = decode({{"v", std::string(pointer)}}, payload);
  INFO(d.reading.example.words);
  REQUIRE(d.reading.samples == 1);
  return d.sink.number(10);
}

bool refused(MetricType type, std::string_view value) {
  const Decoded d = decode({{"v", "/v", type}}, "{\"v\":" + std::string(value) + "}");
  return d.reading.samples == 0 && d.faults(Fault::wrong_type) == 1 && d.sink.samples() == 0;
}

struct NullSink final : SampleSink {
  void accept(PointId, Number, SteadyTime) override { ++count; }
  void accept(PointId, const ListValue&, SteadyTime) override { ++count; }
  void heard(DeviceId, SteadyTime) override {}
  std::size_t count = 0;
};

}  // namespace

TEST_CASE("each metric finds its value wherever the payload has it") {
  const std::vector<Reads> metrics = {
      {"temp", "/env/temp"},       {"hum", "/env/hum"},     {"first", "/list/0"},
      {"third", "/list/2/deep"},   {"slash", "/a~1b"},      {"tilde", "/m~0n"},
      {"temp_again", "/env/temp"}, {"absent", "/env/none"}, {"empty_key", "/"}};
  const Decoded d = decode(metrics, R"({"noise":{"env":{"temp":99}},"a/b":5,"m~n":6,"":7,
      "list":[1,2,{"deep":3}],"env":{"hum":40,"temp":21.5}})");
  REQUIRE(d.reading.clean());
  CHECK(d.reading.samples == 8);
  CHECK(d.sink.number(10) == 21.5);
  CHECK(d.sink.number(11) == 40);
  CHECK(d.sink.number(12) == 1);
  CHECK(d.sink.number(13) == 3);
  CHECK(d.sink.number(14) == 5);
  CHECK(d.sink.number(15) == 6);
  CHECK(d.sink.number(16) == 21.5);
  CHECK_FALSE(d.sink.has(17));
  CHECK(d.sink.number(18) == 7);
}

TEST_CASE("a key written with escapes is the key it stands for") {
  CHECK(one_number(R"({"\u0076":3})") == 3);
}

TEST_CASE("an array index is a key where the payload has an object") {
  CHECK(one_number(R"({"list":{"0":8}})", "/list/0") == 8);
}

TEST_CASE("a whole payload may be the value") {
  CHECK(one_number("21.5", "") == 21.5);
  CHECK(one_number("  true ", "") == 1);
  CHECK(one_number("\"17\"", "") == 17);
  const Decoded d = decode({{"tags", "", MetricType::string_list}}, R"(["a","b"])");
  CHECK(d.sink.list<StringList>(10).strings == std::vector<std::string>{"a", "b"});
}

TEST_CASE("numbers keep all the digits they had") {
  const Decoded d = decode({{"big", "/b"}, {"small", "/s"}, {"real", "/r"}},
                           R"({"b":18446744073709551615,"s":-9223372036854775808,"r":0.1})");
  CHECK(d.sink.numbers.at(10)[0].natural_value() == 18446744073709551615u);
  CHECK(d.sink.numbers.at(11)[0].integer_value() == INT64_MIN);
  CHECK(d.sink.numbers.at(12)[0].real_value() == 0.1);
}

TEST_CASE("text is a number only when it is nothing else") {
  CHECK(one_number(R"({"v":"21.5"})") == 21.5);
  CHECK(one_number(R"({"v":"-3"})") == -3);
  CHECK(one_number(R"({"v":"+3"})") == 3);
  CHECK(one_number(R"({"v":"1e3"})") == 1000);
  CHECK(one_number(R"({"v":true})") == 1);
  CHECK(one_number(R"({"v":false})") == 0);
  for (const char* value : {R"("21.5 C")", R"("")", R"(" 1")", R"("nano")", R"("0x10")", R"("1e999")",
                            R"("ON")", R"("+-5")", R"("++5")", "[]", "[1]", "{}"}) {
    INFO(value);
    CHECK(refused(MetricType::number, value));
  }
}

TEST_CASE("null and a missing value mean unknown, and are no fault") {
  const Decoded d = decode({{"a", "/a"}, {"b", "/b/c"}, {"l", "/l", MetricType::number_list}},
                           R"({"a":null,"b":null,"l":null})");
  CHECK(d.reading.clean());
  CHECK(d.sink.samples() == 0);
}

TEST_CASE("lists become lists of their metric's type") {
  const Decoded d = decode({{"n", "/n", MetricType::number_list},
                            {"s", "/s", MetricType::string_list},
                            {"ip", "/ip", MetricType::ip_list}},
                           R"({"n":[1,2.5,"3"],"s":["x"],"ip":["192.0.2.1","2001:db8::1"]})");
  REQUIRE(d.reading.clean());
  CHECK(d.sink.list<NumberList>(10).numbers.size() == 3);
  CHECK(d.sink.list<NumberList>(10).numbers[2].as_double() == 3);
  CHECK(d.sink.list<StringList>(11).strings == std::vector<std::string>{"x"});
  CHECK(d.sink.list<IpList>(12).addresses.size() == 2);
}

TEST_CASE("a value standing alone is a list of one, an empty array a list of none") {
  const Decoded d = decode({{"fw", "/fw", MetricType::string_list},
                            {"n", "/n", MetricType::number_list},
                            {"ip", "/ip", MetricType::ip_list}},
                           R"({"fw":"1.4.2","n":[],"ip":[]})");
  CHECK(d.sink.list<StringList>(10).strings == std::vector<std::string>{"1.4.2"});
  CHECK(d.sink.list<NumberList>(11).numbers.empty());
  CHECK(d.sink.list<IpList>(12).addresses.empty());
  CHECK(refused(MetricType::string_list, "12"));
  CHECK(refused(MetricType::string_list, R"({"a":1})"));
  CHECK(refused(MetricType::ip_list, "[1]"));
}

TEST_CASE("half a list is no list") {
  CHECK(refused(MetricType::string_list, R"(["a",1])"));
  CHECK(refused(MetricType::number_list, "[1,\"x\"]"));
  CHECK(refused(MetricType::ports, "[80,70000]"));
  CHECK(refused(MetricType::ports, "[0]"));
  CHECK(refused(MetricType::ports, R"([{"interface":"eth0"}])"));
  CHECK(refused(MetricType::ports, R"(["80"])"));
  CHECK(refused(MetricType::ports, "80"));
}

TEST_CASE("listening ports come as numbers, as objects, or as the group of a Defender report") {
  const std::vector<Reads> metrics = {{"listening_tcp_ports", "/p", MetricType::ports}};
  auto d = decode(metrics, R"({"p":[22,{"port":80,"interface":"eth0"}]})");
  CHECK(d.sink.list<PortList>(10).ports == std::vector<Port>{{22, ""}, {80, "eth0"}});
  CHECK(d.sink.list<PortList>(10).total == 2);
  d = decode(metrics, R"({"p":{"ports":[22],"total":7}})");
  CHECK(d.sink.list<PortList>(10).total == 7);
  d = decode(metrics, R"({"p":{"ports":[22,23],"total":1}})");
  CHECK(d.sink.list<PortList>(10).total == 2);
  d = decode(metrics, R"({"p":[]})");
  CHECK(d.sink.list<PortList>(10).total == 0);
  CHECK(refused(MetricType::ports, R"({"total":3})"));
  CHECK(refused(MetricType::ports, R"({"ports":[1],"total":-1})"));
}

TEST_CASE("connections come as addresses with ports, as objects, or as the group of a Defender report") {
  const std::vector<Reads> metrics = {{"established_connections", "/c", MetricType::connections}};
  auto d = decode(
      metrics,
      R"({"c":["192.0.2.1:443",{"remote_addr":"[2001:db8::1]:8883","local_port":5000,"local_interface":"wlan0"}]})");
  REQUIRE(d.reading.clean());
  const auto& list = d.sink.list<ConnectionList>(10);
  CHECK(list.total == 2);
  CHECK(list.connections[0] == Connection{"192.0.2.1", 443, 0, ""});
  CHECK(list.connections[1] == Connection{"2001:db8::1", 8883, 5000, "wlan0"});
  d = decode(metrics, R"({"c":{"connections":["192.0.2.1:1"],"total":90}})");
  CHECK(d.sink.list<ConnectionList>(10).total == 90);
  for (const char* value :
       {R"(["192.0.2.1"])", R"(["192.0.2.1:"])", R"(["192.0.2.1:99999"])", R"(["host:80"])",
        R"(["2001:db8::1:80"])", R"(["[::1]"])", R"([{"local_port":1}])", R"(["1.2.3.4:80x"])"}) {
    INFO(value);
    CHECK(refused(MetricType::connections, value));
  }
}

TEST_CASE("a long list is sampled with its true total, or refused where it has none") {
  std::string numbers = "1";
  for (int i = 1; i < 5000; ++i) numbers += ",1";
  const Decoded d = decode({{"p", "/v", MetricType::ports}}, "{\"v\":[" + numbers + "]}");
  CHECK(d.sink.list<PortList>(10).total == 5000);
  CHECK(d.sink.list<PortList>(10).ports.size() == local_mqtt::kMaxListed);
  CHECK(refused(MetricType::number_list, "[" + numbers + "]"));
}

TEST_CASE("a value of the wrong type costs its own metric only") {
  const Decoded d =
      decode({{"temp", "/env/temp"}, {"hum", "/env/hum"}}, R"({"env":{"temp":{"c":21},"hum":40}})");
  CHECK(d.reading.samples == 1);
  CHECK(d.sink.number(11) == 40);
  CHECK(d.faults(Fault::wrong_type) == 1);
  CHECK(d.reading.example.words == "/env/temp is an object that does not fit temp, a number");
}

TEST_CASE("what cannot be told apart says nothing at all, and says where") {
  for (const std::string& payload :
       {std::string("hello"), std::string("{\"v\":1"), std::string("{\"v\":1} x"), std::string("{\"v\":1}{"),
        std::string("{'v':1}"), std::string("\x80\x04\x95"), std::string("   "),
        std::string("{\"v\":1}\0{\"v\":2}", 16)}) {
    const Decoded d = decode({{"v", "/v"}}, payload);
    INFO(payload);
    CHECK(d.faults(Fault::not_json) == 1);
    CHECK(d.sink.samples() == 0);
    CHECK_THAT(d.reading.example.words, StartsWith("not JSON: ") && Contains(" belongs, in `"));
  }
}

TEST_CASE("what does no harm is not even counted") {
  for (const std::string& payload :
       {std::string("{\"v\":1}\0", 8), std::string("\xEF\xBB\xBF{\"v\":1}"),
        std::string("{\"v\":1,\"n\":89441000304812345678}"), std::string("{\"v\":1,\"n\":1e999}"),
        std::string("{\"v\":1,\"s\":\"\\ud800\"}")}) {
    const Decoded d = decode({{"v", "/v"}}, payload);
    INFO(payload << ": " << d.reading.example.words);
    CHECK(d.sink.number(10) == 1);
    CHECK(d.reading.clean());
    CHECK(d.reading.faults.by_name().empty());
    CHECK(d.reading.missing == 0);
  }
}

TEST_CASE("what is bad in a member that nobody reads is counted, and the others are taken") {
  for (const std::string& payload : {std::string("{\"v\":1,\"n\":nan}"), std::string("{\"n\":-inf,\"v\":1}"),
                                     std::string("{\"v\":1,\"s\":\"\xb0"
                                                 "C\"}"),
                                     std::string("{\"v\":1,\"x\":+}"), std::string("{\"v\":1,\"s\":\"\n\"}"),
                                     std::string("{\"v\":1,}"), std::string("{\"x\":ON,\"v\":1}")}) {
    const Decoded d = decode({{"v", "/v"}}, payload);
    INFO(payload);
    CHECK(d.sink.number(10) == 1);
    CHECK(d.faults(Fault::mended) == 1);
    CHECK(d.reading.faults.lost() == 0);
    CHECK_FALSE(d.reading.example.words.empty());
  }
  const std::string tasmota =
      R"({"Time":"2018-10-31T11:57:31","SI7021-00":{"Temperature":17.1,"Humidity":70.0},)"
      R"("SI7021-02":{"Temperature":nan,"Humidity":nan},"TempUnit":"C"})";
  const Decoded d = decode({{"t0", "/SI7021-00/Temperature"}, {"h0", "/SI7021-00/Humidity"}}, tasmota);
  CHECK(d.reading.samples == 2);
  CHECK(d.reading.example.words == R"(nan at byte 106, in `:{"Temperature":nan,"Humidity":nan},"Tem`)");
}

TEST_CASE("nan where a number is wanted is missing, and no fault") {
  for (const char* value : {"nan", "NaN", "-nan", "Infinity", "-inf", "\"nan\"", "\"Infinity\"",
                            "\"unavailable\"", "unknown", "1e999", "null"}) {
    const Decoded d = decode({{"v", "/v"}, {"w", "/w"}}, "{\"v\":" + std::string(value) + ",\"w\":5}");
    INFO(value);
    CHECK(d.reading.missing == 1);
    CHECK(d.reading.faults.lost() == 0);
    CHECK_FALSE(d.sink.has(10));
    CHECK(d.sink.number(11) == 5);
  }
  const Decoded text = decode({{"s", "/s", MetricType::string_list}}, R"({"s":"unknown"})");
  CHECK(text.sink.list<StringList>(10).strings == std::vector<std::string>{"unknown"});
}

TEST_CASE("a list with a member that is unknown is unknown") {
  for (const char* list : {"[1,null]", "[nan,1]", "[1,\"NaN\"]"}) {
    const Decoded d = decode({{"n", "/n", MetricType::number_list}}, "{\"n\":" + std::string(list) + "}");
    INFO(list);
    CHECK(d.reading.missing == 1);
    CHECK(d.reading.faults.lost() == 0);
    CHECK(d.sink.samples() == 0);
  }
  CHECK(decode({{"s", "/v", MetricType::string_list}}, R"({"v":["a",null]})").reading.missing == 1);
}

TEST_CASE("a bad value that is read is taken where it can mean one thing only") {
  CHECK(one_number("{\"v\":05}") == 5);
  CHECK(one_number("{\"v\":+5}") == 5);
  CHECK(one_number("{\"v\":.5,\"x\":1}") == 0.5);
  CHECK(one_number("{\"v\":True}") == 1);
  CHECK(one_number("{\"v\":89441000304812345678}") == 89441000304812345678.0);
  const Decoded d = decode({{"v", "/v"}, {"w", "/w"}}, "{\"v\":0x10,\"w\":5}");
  CHECK(d.faults(Fault::wrong_type) == 1);
  CHECK(d.faults(Fault::mended) == 1);
  CHECK(d.sink.number(11) == 5);
  CHECK(d.reading.example.words == "/v is a string (`0x10`) that does not fit v, a number");
}

TEST_CASE("a text that is read and is not UTF-8 is taken; its bad bytes do not fit the service's alphabet") {
  const Decoded d = decode({{"u", "/u", MetricType::string_list}},
                           "{\"u\":\"T\xe4st \xb0"
                           "C\"}");
  CHECK(d.sink.list<StringList>(10).strings == std::vector<std::string>{"T?st ?C"});
  CHECK(d.faults(Fault::mended) == 1);
}

TEST_CASE("a whole payload that is wanted may be plain text") {
  CHECK(one_number("21.37", "") == 21.37);
  CHECK(one_number("+0012.30", "") == 12.3);
  CHECK(one_number("21.5\0"s, "") == 21.5);
  for (const char* word : {"nan", "NaN", "unavailable", "-inf"}) {
    const Decoded d = decode({{"v", ""}}, word);
    INFO(word);
    CHECK(d.reading.clean());
    CHECK(d.reading.missing == 1);
  }
  Decoded d = decode({{"v", ""}}, "ON");
  CHECK(d.faults(Fault::wrong_type) == 1);
  CHECK(d.reading.example.words == "the payload is a string (`ON`) that does not fit v, a number");
  d = decode({{"s", "", MetricType::string_list}}, " Online say \"x\\y\" \n");
  CHECK(d.reading.clean());
  CHECK(d.sink.list<StringList>(10).strings == std::vector<std::string>{"Online say \"x\\y\""});
  CHECK(decode({{"s", "", MetricType::string_list}},
               "21.4 \xb0"
               "C")
            .sink.list<StringList>(10)
            .strings == std::vector<std::string>{"21.4 ?C"});
  CHECK(decode({{"v", ""}}, "\x08\xc0\xb5").faults(Fault::not_json) == 1);
  CHECK(decode({{"s", "", MetricType::string_list}}, "{\"cut").faults(Fault::not_json) == 1);
}

TEST_CASE("plain text may be as long as a payload, whatever has to be escaped in it") {
  for (const std::size_t bound : {1024u, 2048u}) {
    const Decoded d = decode({{"s", "", MetricType::string_list}}, std::string(bound, '\\'), bound);
    CHECK(d.reading.example.words.empty());
    CHECK(d.sink.list<StringList>(10).strings.front().size() == bound);
  }
}

TEST_CASE("a payload without any wanted key lacks all values, one with a part of them does not") {
  const std::vector<Reads> metrics = {
      {"b", "/battery"}, {"t", "/env/temp"}, {"u", "/u"}, {"w", "/w"}, {"x", "/x"}};
  Decoded d = decode(metrics, R"({"batt":3,"env":{"tmp":21}})");
  CHECK(d.reading.has_none);
  CHECK(d.reading.missing == 5);
  CHECK(d.reading.faults.lost() == 0);
  CHECK(none_of(plan_of(*profile(metrics)).value(), R"({"batt":3,"env":{"tmp":21}})").words ==
        R"(`{"batt":3,"env":{"tmp":21}}` has none of what is read: /battery, /env/temp, /u and 2 more)");
  d = decode(metrics, R"({"env":{"temp":21}})");
  CHECK_FALSE(d.reading.has_none);
  CHECK(d.reading.missing == 0);
  CHECK(d.reading.clean());
  CHECK_FALSE(decode(metrics, R"({"battery":null})").reading.has_none);
  CHECK_FALSE(decode(metrics, R"({"battery":{}})").reading.has_none);
  CHECK(decode(metrics, "[]").reading.has_none);
}

TEST_CASE("a payload nested ten thousand deep is refused, closed or not") {
  const std::string open(10'000, '[');
  const std::string close(10'000, ']');
  CHECK(decode({{"v", "/v"}}, open + close).faults(Fault::too_deep) == 1);
  CHECK(decode({{"v", "/v"}}, "{\"v\":1,\"x\":" + open + close + "}").sink.samples() == 0);
  const Decoded unclosed = decode({{"v", "/v"}}, open);
  CHECK(unclosed.faults(Fault::too_deep) + unclosed.faults(Fault::not_json) == 1);
  CHECK(one_number("{\"v\":1,\"x\":" + open.substr(0, 60) + close.substr(0, 60) + "}") == 1);
}

TEST_CASE("a payload over the bound is not looked into") {
  const std::string payload = "{\"v\":1,\"pad\":\"" + std::string(300 * 1024, 'x') + "\"}";
  const Decoded d = decode({{"v", "/v"}}, payload);
  CHECK(d.faults(Fault::too_large) == 1);
  CHECK(d.sink.samples() == 0);
  CHECK(decode({{"v", "/v"}}, payload, 512 * 1024).reading.samples == 1);
}

TEST_CASE("a wanted key that stands twice costs what is read below it, and nothing else") {
  Decoded d = decode({{"v", "/v"}, {"w", "/w"}}, R"({"w":5,"v":1,"v":2,"v":3})");
  CHECK(d.faults(Fault::duplicate_key) == 1);
  CHECK(d.reading.example.words == "/v stands in it twice");
  CHECK_FALSE(d.sink.has(10));
  CHECK(d.sink.number(11) == 5);
  d = decode({{"v", "/a~1b/v"}, {"w", "/a~1b/w"}, {"x", "/x"}},
             R"({"a/b":{"v":1,"v":2},"a/b":{"w":3},"x":4})");
  CHECK(d.faults(Fault::duplicate_key) == 2);
  CHECK(d.reading.example.words == "/a~1b/v stands in it twice");
  CHECK(d.reading.samples == 1);
  CHECK(d.sink.number(12) == 4);
  d = decode({{"v", "/e/v"}}, R"({"e":5,"e":{"v":1}})");
  CHECK(d.reading.example.words == "/e stands in it twice");
  CHECK(d.sink.samples() == 0);
  CHECK_FALSE(d.reading.has_none);
  d = decode({{"v", "/v"}}, R"({"x":1,"x":2,"v":3})");
  CHECK(d.reading.clean());
  CHECK(d.sink.number(10) == 3);
}

TEST_CASE("a faulty payload leaves nothing behind for the next one") {
  const auto plan = plan_of(*profile({{"v", "/v"}, {"w", "/w"}})).value();
  PayloadDecoder decoder(1024);
  RecordingSink sink;
  CHECK(decoder.decode(plan, R"({"v":1,"v":2})", PointId{0}, SteadyTime{}, sink).samples == 0);
  CHECK(decoder.decode(plan, R"({"v":5})", PointId{0}, SteadyTime{}, sink).samples == 1);
  CHECK(decoder.decode(plan, "[", PointId{0}, SteadyTime{}, sink).samples == 0);
  CHECK(decoder.decode(plan, "{}", PointId{0}, SteadyTime{}, sink).samples == 0);
  CHECK(sink.numbers.size() == 1);
  CHECK(sink.number(0) == 5);
}

TEST_CASE("metrics the gateway knows by itself are not looked for") {
  auto own = std::make_shared<AdapterProfile>(*profile({{"v", "/v"}}));
  own->metrics = {"reachable", "v"};
  own->types = {MetricType::number, MetricType::number};
  own->from = {std::any(), From{"/v"}};
  PayloadDecoder decoder(1024);
  RecordingSink sink;
  CHECK(decoder.decode(plan_of(*own).value(), R"({"v":5,"reachable":9})", PointId{0}, SteadyTime{}, sink)
            .samples == 1);
  CHECK_FALSE(sink.has(0));
  CHECK(sink.number(1) == 5);
}

TEST_CASE("a metric whose type the profile left open has its standard type, else it is a number") {
  auto own = std::make_shared<AdapterProfile>();
  own->metrics = {"listening_tcp_ports", "temp"};
  own->from = {From{"/p"}, From{"/t"}};
  const auto plan = plan_of(*own).value();
  CHECK(plan.metrics()[0].type == MetricType::ports);
  CHECK(plan.metrics()[1].type == MetricType::number);
}

TEST_CASE("a numeric payload costs no allocation once the first was seen") {
  const auto plan = plan_of(*profile({{"a", "/a"}, {"b", "/b"}, {"c", "/c/d"}, {"e", "/e"}})).value();
  PayloadDecoder decoder(256 * 1024);
  NullSink sink;
  const std::string payload =
      R"({"a":1,"b":2.5,"c":{"d":"3.25"},"e":true,"pad":")" + std::string(150, 'x') + "\"}";
  (void)decoder.decode(plan, payload, PointId{0}, SteadyTime{}, sink);
  const std::size_t before = gatewarden::test::allocations();
  for (int i = 0; i < 1000; ++i) (void)decoder.decode(plan, payload, PointId{0}, SteadyTime{}, sink);
  CHECK(gatewarden::test::allocations() == before);
  CHECK(sink.count == 4004);
}

TEST_CASE("words are built for the first fault of a payload alone") {
  const auto allocated = [](const std::string& payload) {
    const auto plan =
        plan_of(*profile({{"a", "/environment/temperature"}, {"b", "/environment/humidity"}})).value();
    PayloadDecoder decoder(1024);
    NullSink sink;
    (void)decoder.decode(plan, payload, PointId{0}, SteadyTime{}, sink);
    const std::size_t before = gatewarden::test::allocations();
    (void)decoder.decode(plan, payload, PointId{0}, SteadyTime{}, sink);
    return gatewarden::test::allocations() - before;
  };
  CHECK(allocated(R"({"environment":{"pressure":[]}})") == 0);
  const std::size_t one = allocated(R"({"environment":{"temperature":{}}})");
  CHECK(one > 0);
  CHECK(allocated(R"({"environment":{"temperature":{},"humidity":{}}})") == one);
}

TEST_CASE("a JSON pointer is read by RFC 6901") {
  CHECK(parse_pointer("").value().empty());
  CHECK(parse_pointer("/a~1b/m~0n/0").value() == std::vector<std::string>{"a/b", "m~n", "0"});
  CHECK(parse_pointer("/").value() == std::vector<std::string>{""});
  CHECK(parse_pointer("/~01").value() == std::vector<std::string>{"~1"});
  for (const char* bad : {"a", "/~", "/a~2", "/~a"}) {
    INFO(bad);
    CHECK_FALSE(parse_pointer(bad));
  }
  CHECK_FALSE(parse_pointer(std::string(66, '/')));
}

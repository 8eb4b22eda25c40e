#include "adapters/local_mqtt/payload/mended_json.hpp"
#include "adapters/local_mqtt/payload/json_number.hpp"

#include <catch2/catch.hpp>

using namespace gatewarden::local_mqtt;
using Catch::Matchers::Contains;
using namespace std::string_literals;

namespace {

// What it became; nothing may have been wrong with it.
std::string harmless(const std::string& text) {
  const MendedJson mended = mend_json(text);
  INFO(text << ": " << mended.fault);
  CHECK(mended.fault.empty());
  return mended.text.value_or("refused");
}

std::string mended(const std::string& text, const std::string& fault) {
  const MendedJson mended = mend_json(text);
  INFO(text);
  CHECK_THAT(mended.fault, Catch::Matchers::StartsWith(fault + ", in `"));
  return mended.text.value_or("refused");
}

bool refused(const std::string& text, const std::string& fault) { return mended(text, fault) == "refused"; }

}  // namespace

TEST_CASE("sound JSON stays as it is") {
  for (const char* sound : {"{}", "[]", "{\"a\":[1,-2.5e+3,true,false,null,\"x\\\"\\u00b0\\ud83d\\ude00\"]}",
                            "21.5", "\"\xC2\xB0\"", "-0", "{\"a\":{\"b\":[]},\"c\":1}"}) {
    CHECK(harmless(sound) == sound);
  }
  CHECK(harmless(" { \"a\" :\t1 ,\r\n\"b\" : [ 2 , 3 ] } ") == "{\"a\":1,\"b\":[2,3]}");
}

TEST_CASE("what stands around a document does no harm") {
  CHECK(harmless("{\"a\":1}\0"s) == "{\"a\":1}");
  CHECK(harmless("{\"a\":1}\0\0\0\n\0"s) == "{\"a\":1}");
  CHECK(harmless("\xEF\xBB\xBF{\"a\":1}") == "{\"a\":1}");
  CHECK(harmless("\xEF\xBB\xBF 21.5\0"s) == "21.5");
}

TEST_CASE("JSON that the strict parser cannot hold does no harm") {
  CHECK(harmless("[18446744073709551615]") == "[18446744073709551615]");
  CHECK(harmless("[18446744073709551616]") == "[18446744073709551616.0]");
  CHECK(harmless("[-9223372036854775809]") == "[-9223372036854775809.0]");
  CHECK(harmless("[1e999,-1E+400]") == "[null,null]");
  CHECK(harmless("[1" + std::string(400, '0') + "]") == "[null]");
  CHECK(harmless("[1e-999,0." + std::string(400, '0') + "1]") == "[0,0]");
  CHECK(harmless(R"(["\ud800","\udc00x","\ud83d\u0041"])") == R"(["\ufffd","\ufffdx","\ufffd\u0041"])");
}

TEST_CASE("words for no number become null") {
  for (const char* word : {"nan", "NaN", "-nan", "NAN", "inf", "-inf", "+Inf", "Infinity", "-Infinity",
                           "nan(ind)", "-nan(0x8000)", "1.#QNAN", "-1.#IND", "unavailable", "None"}) {
    CHECK(mended("{\"a\":"s + word + ",\"b\":1}", word + " at byte 5"s) == "{\"a\":null,\"b\":1}");
    CHECK(is_no_number(word));
  }
  for (const char* word : {"", "nano", "-", "1", "ON", "info"}) CHECK_FALSE(is_no_number(word));
}

TEST_CASE("another word or number that JSON does not know becomes text") {
  CHECK(mended("[ON]", "ON at byte 1") == "[\"ON\"]");
  CHECK(mended("[1,05,+5,.5,5.,0x1F]", "05 at byte 3") == R"([1,"05","+5",".5","5.","0x1F"])");
  CHECK(mended("{\"a\":True,\"b\":NULL}", "True at byte 5") == R"({"a":true,"b":null})");
  const std::string deadbeef = "deadbeef" + std::string(5000, '7');
  CHECK(mended("[" + deadbeef + "]", deadbeef.substr(0, 24) + " at byte 1") == "[\"" + deadbeef + "\"]");
}

TEST_CASE("a bad character in a text costs no more than itself") {
  CHECK(mended("{\"u\":\"\xB0"
               "C\",\"\xFF\":1}",
               "byte 0xB0 at 6 is not UTF-8") == R"({"u":"?C","?":1})");
  CHECK(mended("[\"a\xED\xA0\x80z\"]", "byte 0xED at 3 is not UTF-8") == R"(["a???z"])");
  CHECK(mended("[\"a\tb\0c\"]"s, "byte 0x09 at 3 stands in a text") == R"(["a?b?c"])");
  CHECK(mended(R"(["C:\temp\x"])", "`\\` at byte 9 escapes nothing") == R"(["C:\temp?x"])");
  CHECK(mended(R"(["\u12G4"])", "`\\` at byte 2 escapes nothing") == R"(["?u12G4"])");
}

TEST_CASE("a value left out is null, a comma too many goes") {
  CHECK(mended("{\"a\":,\"b\":}", "`,` at byte 5 where a value belongs") == R"({"a":null,"b":null})");
  CHECK(mended("[,1,,2]", "`,` at byte 1 where a value belongs") == "[null,1,null,2]");
  CHECK(mended("{\"a\":1,}", "`,` at byte 6 without a value behind it") == R"({"a":1})");
  CHECK(mended("[1,2, ]", "`,` at byte 4 without a value behind it") == "[1,2]");
  CHECK(mended("{\"a\":1,,\"b\":2}", "`,` at byte 6 without a value behind it") == R"({"a":1,"b":2})");
}

TEST_CASE("where it is in doubt what belongs to what, the document is refused with its place") {
  CHECK(refused("{'connected': True}", "`'` at byte 1 where a key in double quotes belongs"));
  CHECK(refused("{temp:21.5}", "`t` at byte 1 where a key in double quotes belongs"));
  CHECK(refused("{\"t\":21,5}", "`5` at byte 8 where a key in double quotes belongs"));
  CHECK(refused("{\"t\" 21}", "`2` at byte 5 where `:` belongs"));
  CHECK(refused("{\"t\":1 \"u\":2}", "`\"` at byte 7 where `,` or `}` belongs"));
  CHECK(refused("[1 2]", "`2` at byte 3 where `,` or `]` belongs"));
  CHECK(refused("{\"t\":1]", "`]` at byte 6 where `,` or `}` belongs"));
  CHECK(refused("{\"t\":'x'}", "`'` at byte 5 where a value belongs"));
  CHECK(refused("{\"t\":1", "it ends at byte 6 where `,` or `}` belongs"));
  CHECK(refused("{\"t\":", "it ends at byte 5 where a value belongs"));
  CHECK(refused("{\"t\":\"\\", "it ends at byte 7 where the end of a text belongs"));
  CHECK(refused("{\"t\":1} x", "`x` at byte 8 where the end belongs"));
  CHECK(refused("{\"t\":1}\n{\"t\":2}\n", "`{` at byte 8 where the end belongs"));
  CHECK(refused("{\"t\":1}\0{\"t\":2}"s, "`{` at byte 8 where the end belongs"));
  CHECK(refused("{\"Time\":\"2021-03-18T220\xf5\x02\0\x18Pra/tele/HASS_STATE{\"Version\":\"8.1.0.2\""s,
                "`V` at byte 48 where `,` or `}` belongs"));
  CHECK(refused("\x80\x04\x95", "byte 0x80 at 0 where a value belongs"));
  CHECK(refused("   ", "it ends at byte 3 where a value belongs"));
  CHECK(refused("oops", "`o` at byte 0 where a value of JSON belongs"));
  CHECK(refused("nan", "`n` at byte 0 where a value of JSON belongs"));
}

TEST_CASE("what grows by more than a quarter is refused") {
  std::string text = "[a";
  for (int i = 0; i < 1000; ++i) text += ",a";
  const MendedJson mended = mend_json(text + "]");
  CHECK_FALSE(mended.text);
  CHECK_THAT(mended.fault, Contains("too much of it: a at byte 1"));
}

TEST_CASE("nesting costs a byte a level") {
  const std::string deep = std::string(100'000, '[') + std::string(100'000, ']');
  CHECK(harmless(deep) == deep);
}

TEST_CASE("a piece is short, printable and around its place") {
  CHECK(piece_of("{\"a\":\x01}") == "{\"a\":?}");
  std::string digits(100, 'a');
  digits.append("0123456789").append(100, 'b');
  CHECK(piece_of(digits, 100) == digits.substr(84, 40));
  CHECK(piece_of(digits, 210) == digits.substr(170, 40));
  CHECK(piece_of("", 0).empty());
}

TEST_CASE("a number is one of JSON's") {
  for (const char* number : {"0", "-0", "10", "-1.5", "1e5", "1E-5", "0.1e+5"}) CHECK(is_json_number(number));
  for (const char* other : {"", "-", "01", "1.", ".5", "+1", "1e", "1e+", "0x1", "1a", "1.5.2", "--1"}) {
    INFO(other);
    CHECK_FALSE(is_json_number(other));
  }
}

TEST_CASE("a number that no double holds is judged by its size, however it is written") {
  const std::string zeros(400, '0');
  CHECK(storable_number("1" + zeros + "e-5") == "null");  // 1e395
  CHECK(storable_number("-1" + zeros + ".5E-5") == "null");
  CHECK(storable_number("0." + zeros + "1e+1000") == "null");
  CHECK(storable_number("1e99999999999999999999") == "null");
  CHECK(storable_number("1" + zeros) == "null");
  CHECK(storable_number("0." + zeros + "1") == "0");
  CHECK(storable_number("0." + zeros + "1e5") == "0");
  CHECK(storable_number("-0." + zeros + "1e+5") == "0");
  CHECK(storable_number("1e-99999999999999999999") == "0");
  CHECK(storable_number("100e-500") == "0");
}

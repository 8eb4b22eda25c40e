#include "adapters/modbus/wire/request_text.hpp"

#include <catch2/catch.hpp>

using namespace gatewarden::modbus;
using namespace std::chrono_literals;

TEST_CASE("what became of a request is said with the request") {
  const Request asked = Range{Table::holding_registers, 7, 1};
  CHECK(exception_text(2) == "exception 2 (illegal data address)");
  CHECK(exception_text(asked, 2) == "exception 2 (illegal data address) to holding 7");
  CHECK(faulty_answer_text(asked, "answered another function") == "answered another function (holding 7)");
  CHECK(no_answer_text(asked, 500ms) == "no answer within 500ms to holding 7");
  CHECK(damaged_answer_text(asked) ==
        "a damaged answer (checksum) to holding 7: check parity, termination and shielding");
  CHECK(wrong_unit_text(5) == "unit 5 answered in its place");
  CHECK(unfitting_text("answered another function") == "what came does not fit: answered another function");
  CHECK(noise_text(12, "stop_bits") ==
        "12 bytes came that are not Modbus: check baud, parity, stop_bits and the wiring");
}

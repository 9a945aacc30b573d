// SPDX-License-Identifier: MIT
#include <awaitgram/api/errors.hpp>
#include <awaitgram/rpc/error.hpp>

#include <doctest/doctest.h>

#include <chrono>
#include <string>

using namespace awaitgram;
using namespace std::chrono_literals;

TEST_CASE("a flood wait has its duration and its method") {
    const rpc_error error{420, "FLOOD_WAIT_42", "messages.sendMessage"};

    CHECK(error.name() == "FLOOD_WAIT");
    CHECK(error.value() == 42);
    CHECK(error.wait() == 42s);
    CHECK(std::string{error.what()} == "FLOOD_WAIT: wait 42 s (420, messages.sendMessage)");
}

TEST_CASE("a number is recognised at any place in the error") {
    struct row {
        const char* text;
        const char* name;
        int value;
    };
    const row rows[] = {
        {"FILE_PART_3_MISSING", "FILE_PART_MISSING", 3},
        {"PHONE_MIGRATE_5", "PHONE_MIGRATE", 5},
        {"SLOWMODE_WAIT_0", "SLOWMODE_WAIT", 0},
        {"INTERDC_2_CALL_ERROR", "INTERDC_CALL_ERROR", 2},
        {"FLOOD_WAIT_99999999999", "FLOOD_WAIT_99999999999", -1},
        {"FLOOD_WAIT_9999999999", "FLOOD_WAIT", 2'147'483'647},
        {"2FA_CONFIRM_WAIT_7", "2FA_CONFIRM_WAIT", 7},
        {"7", "", 7},
        {"PREVIOUS_CHAT_IMPORT_ACTIVE_WAIT_5MIN", "PREVIOUS_CHAT_IMPORT_ACTIVE_WAIT_MIN", 5},
        {"WAIT_24HOURS_9", "WAIT_HOURS_9", 24},
        {"5MIN", "MIN", 5},
        {"SHA256_HASH_INVALID", "SHA256_HASH_INVALID", -1},
        {"AUTH_TOKEN_INVALID2", "AUTH_TOKEN_INVALID2", -1},
        {"WAIT_5TURNS", "WAIT_5TURNS", -1},
    };
    for (const auto& expected : rows) {
        CAPTURE(expected.text);
        const rpc_error error{400, expected.text};
        CHECK(error.name() == expected.name);
        CHECK(error.value().value_or(-1) == expected.value);
        CHECK(error.text() == expected.text);
    }
}

TEST_CASE("every known error equals the text that arrives for it") {
    CHECK(
        rpc_error{406, "PREVIOUS_CHAT_IMPORT_ACTIVE_WAIT_5MIN"} ==
        errors::PREVIOUS_CHAT_IMPORT_ACTIVE_WAIT_MIN
    );
    CHECK(rpc_error{400, "FILE_PART_0_MISSING"} == errors::FILE_PART_MISSING);
    CHECK(rpc_error{420, "2FA_CONFIRM_WAIT_3"} == errors::_2FA_CONFIRM_WAIT);
    CHECK(rpc_error{500, "INTERDC_2_CALL_ERROR"} == errors::INTERDC_CALL_ERROR);
    CHECK(rpc_error{400, "MD5_CHECKSUM_INVALID"} == errors::MD5_CHECKSUM_INVALID);
}

TEST_CASE("names are compared with the known ones") {
    constexpr error_name flood{"FLOOD_WAIT", 420};

    CHECK(rpc_error{420, "FLOOD_WAIT_3"} == flood);
    CHECK(rpc_error{420, "SLOWMODE_WAIT_3"} != flood);
    CHECK(rpc_error{400, "PEER_ID_INVALID"}.value() == std::nullopt);
}

TEST_CASE("a wait is at least a second and at most two weeks") {
    CHECK(rpc_error{420, "FLOOD_WAIT_0"}.wait() == 1s);
    CHECK(rpc_error{420, "FLOOD_WAIT_9999999"}.wait() == std::chrono::hours{24 * 14});
    CHECK(rpc_error{400, "PHONE_MIGRATE_3"}.wait() == 0s);
}

TEST_CASE("text that is not an error name is made printable") {
    const rpc_error error{500, std::string{"BAD\x1b[31m\xff"} + std::string(5000, 'X')};

    CHECK(error.text().size() == 256);
    CHECK(error.text().substr(0, 9) == "BAD?[31m?");
    CHECK(std::string{rpc_error{500, ""}.what()} == " (500)");
}

TEST_CASE("errors about chats and users say what helps") { // T18
    const std::string text = rpc_error{400, "PEER_ID_INVALID", "messages.sendMessage"}.what();
    CHECK(text.find("PEER_ID_INVALID (400, messages.sendMessage): ") == 0);
    CHECK(text.find("of another account") != std::string::npos);
    CHECK(text.find("@username") != std::string::npos);
    CHECK(
        std::string{rpc_error{400, "CHANNEL_PRIVATE"}.what()}.find("join it again") !=
        std::string::npos
    );
    CHECK(std::string{rpc_error{400, "MESSAGE_EMPTY"}.what()} == "MESSAGE_EMPTY (400)");
}

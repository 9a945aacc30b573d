// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/core/bytes.hpp>
#include <awaitgram/tl/reader.hpp>

#include <array>
#include <cstdint>
#include <span>

namespace awaitgram::mtproto::detail {

/// Constructor ids of the service messages.
namespace id {
inline constexpr std::uint32_t vector = 0x1cb5c415, gzip_packed = 0x3072cfa1,
                               msg_container = 0x73f1f8dc, msg_copy = 0xe06046b2,
                               message = 0x5bb8e511;
inline constexpr std::uint32_t rpc_result = 0xf35c6d01, rpc_error = 0x2144ca19,
                               rpc_drop_answer = 0x58e4a740, rpc_answer_unknown = 0x5e2ad36e,
                               rpc_answer_dropped_running = 0xcd78e586,
                               rpc_answer_dropped = 0xa43ad8b7;
inline constexpr std::uint32_t msgs_ack = 0x62d6b459, bad_msg_notification = 0xa7eff811,
                               bad_server_salt = 0xedab447b, new_session_created = 0x9ec20908;
inline constexpr std::uint32_t msgs_state_req = 0xda69fb52, msgs_state_info = 0x04deb57d,
                               msgs_all_info = 0x8cc0d131, msg_detailed_info = 0x276d3ec6,
                               msg_new_detailed_info = 0x809db6df, msg_resend_req = 0x7d861a08,
                               msg_resend_ans_req = 0x8610baeb;
inline constexpr std::uint32_t ping = 0x7abe77ec, pong = 0x347773c5,
                               ping_delay_disconnect = 0xf3427b8c, get_future_salts = 0xb921bd04,
                               future_salts = 0xae500895, http_wait = 0x9299359f;
inline constexpr std::uint32_t destroy_session = 0xe7512126, destroy_session_ok = 0xe22045fc,
                               destroy_session_none = 0x62d350c9, destroy_auth_key = 0xd1435160,
                               destroy_auth_key_ok = 0xf660e1d4, destroy_auth_key_none = 0x0a9f2259,
                               destroy_auth_key_fail = 0xea109b13;
inline constexpr std::uint32_t req_pq = 0x60469778, req_pq_multi = 0xbe7e8ef1, resPQ = 0x05162463,
                               p_q_inner_data_dc = 0xa9f55f95, p_q_inner_data_temp_dc = 0x56fddf88,
                               req_DH_params = 0xd712e4be, server_DH_params_ok = 0xd0e8075c,
                               server_DH_params_fail = 0x79cb045d,
                               server_DH_inner_data = 0xb5890dba, client_DH_inner_data = 0x6643b654,
                               set_client_DH_params = 0xf5045f1f, dh_gen_ok = 0x3bcbf734,
                               dh_gen_retry = 0x46dc1fb9, dh_gen_fail = 0xa69dae02;
} // namespace id

using nonce128 = std::array<std::uint8_t, 16>;
using nonce256 = std::array<std::uint8_t, 32>;

using tl::append_string;

/// Reads the values of service messages, see tl::reader.
class reader : public tl::reader {
public:
    using tl::reader::reader;

    [[nodiscard]] nonce128 int128() noexcept { return number<nonce128>(); }

    /// Reads a constructor id that must be this one.
    void expect(std::uint32_t constructor) noexcept {
        if (uint32() != constructor)
            fail();
    }

    /// `Vector<long>`: the eight-byte items, not aligned; read them with `load_le`.
    [[nodiscard]] byte_view longs() noexcept {
        expect(id::vector);
        const auto count = uint32();
        return count <= rest().size() / 8 ? take(count * std::size_t{8}) : fail();
    }
};

/// The id of a boxed value; zero if the value is too short.
[[nodiscard]] inline std::uint32_t constructor_of(byte_view value) noexcept {
    return value.size() < 4 ? 0 : load_le<std::uint32_t>(value.data());
}

/// Whether a constructor belongs to the protocol, and so is never the content of an answer or an update.
[[nodiscard]] inline bool is_service(std::uint32_t constructor) noexcept {
    switch (constructor) {
    case id::vector:
    case id::gzip_packed:
    case id::msg_container:
    case id::msg_copy:
    case id::message:
    case id::rpc_result:
    case id::rpc_error:
    case id::rpc_drop_answer:
    case id::rpc_answer_unknown:
    case id::rpc_answer_dropped_running:
    case id::rpc_answer_dropped:
    case id::msgs_ack:
    case id::bad_msg_notification:
    case id::bad_server_salt:
    case id::new_session_created:
    case id::msgs_state_req:
    case id::msgs_state_info:
    case id::msgs_all_info:
    case id::msg_detailed_info:
    case id::msg_new_detailed_info:
    case id::msg_resend_req:
    case id::msg_resend_ans_req:
    case id::ping:
    case id::pong:
    case id::ping_delay_disconnect:
    case id::get_future_salts:
    case id::future_salts:
    case id::http_wait:
    case id::destroy_session:
    case id::destroy_session_ok:
    case id::destroy_session_none:
    case id::destroy_auth_key:
    case id::destroy_auth_key_ok:
    case id::destroy_auth_key_none:
    case id::destroy_auth_key_fail:
    case id::req_pq:
    case id::req_pq_multi:
    case id::resPQ:
    case id::p_q_inner_data_dc:
    case id::p_q_inner_data_temp_dc:
    case id::req_DH_params:
    case id::server_DH_params_ok:
    case id::server_DH_params_fail:
    case id::server_DH_inner_data:
    case id::client_DH_inner_data:
    case id::set_client_DH_params:
    case id::dh_gen_ok:
    case id::dh_gen_retry:
    case id::dh_gen_fail:
        return true;
    default:
        return false;
    }
}

/// Appends a boxed `Vector<long>`.
inline void append_longs(byte_buffer& out, std::span<const std::int64_t> items) {
    append_le(out, id::vector);
    append_le(out, static_cast<std::uint32_t>(items.size()));
    append(out, {reinterpret_cast<const std::uint8_t*>(items.data()), items.size() * 8});
}

} // namespace awaitgram::mtproto::detail

// SPDX-License-Identifier: MIT
#include "../../generator/crc.hpp"

#include <doctest/doctest.h>

namespace {

struct vector {
    const char* text;
    std::uint32_t id;
};

// Normalised texts and ids from TL's documentation and Telegram's schemas.
constexpr vector known[] = {
    {"boolFalse = Bool", 0xbc799737},
    {"boolTrue = Bool", 0x997275b5},
    {"true = True", 0x3fedd339},
    {"null = Null", 0x56730bcc},
    {"vector t:Type # [ t ] = Vector t", 0x1cb5c415},
    {"int ? = Int", 0xa8509bda},
    {"long ? = Long", 0x22076cba},
    {"double ? = Double", 0x2210c154},
    {"string ? = String", 0xb5286e24},
    {"user id:int first_name:string last_name:string = User", 0xd23c81a3},
    {"getUsers Vector int = Vector User", 0x2d84d5f5},
    {"gzip_packed packed_data:string = Object", 0x3072cfa1},
    {"rpc_result req_msg_id:long result:Object = RpcResult", 0xf35c6d01},
    {"msg_container messages:vector message = MessageContainer", 0x73f1f8dc},
    {"message msg_id:long seqno:int bytes:int body:Object = Message", 0x5bb8e511},
    {"msg_copy orig_message:Message = MessageCopy", 0xe06046b2},
    {"invokeWithLayer X:Type layer:int query:!X = X", 0xda9b0d0d},
    {"initConnection X:Type flags:# api_id:int device_model:string system_version:string "
     "app_version:string system_lang_code:string lang_pack:string lang_code:string "
     "proxy:flags.0?InputClientProxy params:flags.1?JSONValue query:!X = X",
     0xc1cd5ea9},
    {"int128 4*[ int ] = Int128", 0x84ccf7b7},
    {"int256 8*[ int ] = Int256", 0x7bedeb5b},
    {"inputPeerPhotoFileLocation flags:# peer:InputPeer volume_id:long local_id:int = "
     "InputFileLocation",
     0x27d69997},
    {"error code:int text:string = Error", 0xc4b9f9bb},
};

} // namespace

TEST_CASE("the CRC-32 of a normalised declaration is its id") {
    CHECK(generator::crc32("123456789") == 0xcbf43926);
    for (const auto& one : known)
        CHECK_MESSAGE(generator::crc32(one.text) == one.id, one.text);
}

TEST_CASE("a normalised declaration stays as it is") {
    for (const auto& one : known)
        CHECK(generator::normalised(one.text) == one.text);
}

TEST_CASE("normalising removes braces, brackets of arguments and optional true fields") {
    using generator::normalised;

    CHECK(
        normalised("invokeWithLayer {X:Type} layer:int query:!X = X") ==
        "invokeWithLayer X:Type layer:int query:!X = X"
    );
    CHECK(normalised("getUsers (Vector int) = Vector User") == "getUsers Vector int = Vector User");
    CHECK(normalised("getUsers Vector<int> = Vector<User>") == "getUsers Vector int = Vector User");
    CHECK(
        normalised("a flags:# b:flags.0?true c:flags2.31?true d:int = A") == "a flags:# d:int = A"
    );
    CHECK(normalised("a flags:# b:flags.0?true = A") == "a flags:# = A");
}

TEST_CASE("normalising spells bytes as string where it is a whole type") {
    using generator::normalised;

    CHECK(normalised("a x:bytes y:flags.1?bytes = A") == "a x:string y:flags.1?string = A");
    CHECK(normalised("a bytes:bytes n:int = A") == "a bytes:string n:int = A");
    CHECK(normalised("a bytes:int = A") == "a bytes:int = A");
    CHECK(normalised("a x:Vector<bytes> = A") == "a x:Vector bytes = A");
}

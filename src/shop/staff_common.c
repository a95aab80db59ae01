/*
 * The commonest passwords and their stems, Indonesian ones among them: a list of our own, sorted
 * for bsearch. A stem stands for all its forms with figures and marks at the end ("rahasia" for
 * "rahasia2026!"): staff_password_fits() takes those off before it asks.
 */
#include "shop/staff_common.h"

static const char *const words[] = {
	"0000000000", "0123456789", "01234567890", "081111111111", "0812345678", "08123456789",
	"081234567890", "0987654321", "1010101010", "1111111111", "1122334455", "112233445566",
	"1212121212", "1231231231", "123123123123", "123321123321", "12341234", "12345",
	"1234512345", "123456", "123456123456", "1234567", "12345678", "123456789", "1234567890",
	"12345678910", "1234qwer", "123abc", "123qwe", "123qweasd", "1357924680", "147258369",
	"1472583690", "159753", "1597534682", "1q2w3e", "1q2w3e4r", "1q2w3e4r5t", "1qaz2wsx",
	"1qaz2wsx3edc", "2468013579", "5555555555", "6666666666", "741852963", "7777777777",
	"8888888888", "9876543210", "9999999999", "a1b2c3", "a1b2c3d4", "a1b2c3d4e5", "aa123456",
	"abc123", "abc12345", "abcabc", "abcd", "abcd1234", "abcde", "abcdef", "abcdefg",
	"abcdefgh", "abcdefghij", "abdullah", "access", "aceh", "adik", "adikku", "admin",
	"adminadmin", "administrator", "admintoko", "adminweb", "agus", "agustus", "ahmad",
	"aisyah", "akucinta", "akucintakamu", "akusayangkamu", "alhamdulillah", "allah",
	"allahswt", "allahuakbar", "amiin", "amin", "anak", "anakku", "andi", "andrew", "android",
	"angel", "anjing", "apple", "april", "arema", "arsenal", "asdasdasd", "asdf", "asdfgh",
	"asdfghjk", "asdfghjkl", "ashley", "assalamualaikum", "astagfirullah", "autumn", "avanza",
	"ayah", "ayahku", "azerty", "baby", "babygirl", "bahagia", "bakso", "balado", "bali",
	"bambang", "banana", "bandung", "bangsat", "barcelona", "baseball", "basketball", "batak",
	"batman", "beat", "belanja", "berkah", "betawi", "bhinneka", "bintang", "bismillah",
	"bismillahirrahmanirrahim", "bodoh", "bola", "boss", "budi", "bugis", "bukadong",
	"bukapintu", "bulan", "bunda", "bundaku", "bunga", "cantik", "changeme", "charlie",
	"cheese", "chelsea", "christ", "cinta", "cintakamu", "cintaku", "coba", "cobacoba",
	"cobalagi", "cokelat", "coklat", "computer", "contoh", "cookie", "dagang", "dagangan",
	"daniel", "dayak", "default", "demo", "denpasar", "desember", "dewi", "dian", "doraemon",
	"dragon", "duit", "etalase", "example", "facebook", "fatimah", "februari", "ferrari",
	"fitri", "flower", "football", "forever", "freedom", "ganteng", "ganteng123", "garuda",
	"garudaku", "gila", "gmail", "goblok", "google", "gudang", "guest", "gunung", "haleluya",
	"halo", "haloapa", "hello", "helloworld", "hidayat", "honda", "hujan", "hunter", "ibuku",
	"iloveu", "iloveyou", "iloveyousomuch", "imut", "indah", "indonesia", "indonesiaku",
	"indonesiaraya", "instagram", "insyaallah", "internet", "iphone", "islam", "istri",
	"istriku", "jakarta", "januari", "jawa", "jennifer", "jessica", "jesus", "jodoh", "jogja",
	"jogjakarta", "joko", "jordan", "joshua", "jualan", "juragan", "jutawan", "juventus",
	"kakak", "kalimantan", "kamu", "kamuku", "kangen", "karyawan", "kasir", "kata",
	"katakunci", "katasandi", "kawasaki", "kaya", "kayaraya", "kedai", "kekasih", "keluarga",
	"keluargaku", "kenangan", "keripik", "kerupuk", "killer", "komputer", "kontol", "kopi",
	"kopisusu", "kotobalingka", "kripik", "kristus", "kucing", "kunci", "kurniawan",
	"laailahaillallah", "lancar", "langit", "laptop", "laut", "lestari", "letmein", "linux",
	"liverpool", "login", "lombok", "love", "lovely", "lover", "loveyou", "lucu", "makanan",
	"makassar", "malam", "mama", "mamaku", "manager", "manajer", "manchester",
	"manchesterunited", "manis", "maret", "maria", "master", "masuk", "masyaallah", "matahari",
	"matthew", "mawar", "medan", "melati", "memek", "merahputih", "mercedes", "merdeka",
	"michael", "mieayam", "milan", "miliarder", "minang", "minangkabau", "minggu", "monday",
	"money", "monkey", "monyet", "muhammad", "muhammadiyah", "muslim", "muslimah", "mustang",
	"mylove", "mypassword", "naruto", "nasigoreng", "newpassword", "ninja", "ninja250",
	"nokia", "november", "nusantara", "oktober", "oppo", "orange", "owner", "p4ssw0rd",
	"p@ssw0rd", "p@ssword", "pacar", "pacarku", "padang", "pagi", "palembang", "pancasila",
	"papa", "papaku", "papua", "pasaman", "pasamanbarat", "pass", "passw0rd", "passwd",
	"password", "passwordku", "pegawai", "pekanbaru", "pelangi", "pemilik", "pengguna",
	"pepper", "persebaya", "persib", "persija", "pisang", "pokemon", "pratama", "princess",
	"private", "puji", "putra", "putri", "q1w2e3r4", "q1w2e3r4t5", "qazwsx", "qazwsxedc",
	"qwe123", "qweasd", "qweasdzxc", "qwerty", "qwerty123456", "qwertyu", "qwertyui",
	"qwertyuiop", "qwertz", "rahasia", "rahasiaku", "ramadhan", "ramadhani", "realmadrid",
	"rendang", "rezeki", "rina", "rindu", "rini", "rizki", "rizky", "robert", "root",
	"rootroot", "rupiah", "sahabat", "sambal", "sample", "samsung", "samurai", "sandi",
	"sandiku", "sandirahasia", "sanjai", "saputra", "sate", "sayang", "sayangkamu", "sayangku",
	"secret", "secretpassword", "selamanya", "selamatdatang", "semangat", "semarang",
	"sementara", "senin", "senja", "sepakbola", "september", "server", "setiawan", "shadow",
	"shopee", "signin", "silakanmasuk", "singkong", "sistem", "siti", "slamet", "soccer",
	"spiderman", "spring", "starwars", "suami", "suamiku", "subhanallah", "sukses",
	"sukseselalu", "sulawesi", "sumatera", "sumbar", "summer", "sunda", "sunday", "sunshine",
	"superadmin", "superman", "supra", "surabaya", "suzuki", "system", "syukur", "tamu",
	"teman", "temanku", "temp", "temporary", "test", "tester", "testing", "thepassword",
	"thomas", "tiktok", "toko", "tokokita", "tokoku", "tokoonline", "tokopedia", "tolol",
	"toor", "trustno", "tuhan", "tuhanyesus", "twitter", "uang", "usaha", "usahaku", "user",
	"username", "vario", "vivo", "wahyu", "warung", "warungku", "wati", "welcome", "whatever",
	"whatsapp", "windows", "winter", "xiaomi", "yamaha", "yesus", "yesuskristus", "yogyakarta",
	"youtube", "zxcv", "zxcvbn", "zxcvbnm",
};

static int
compare(const void *key, const void *word)
{
	return strcmp(key, *(const char *const *)word);
}

bool
staff_common_has(const char *lower)
{
	return bsearch(lower, words, ARRAY_LEN(words), sizeof(words[0]), compare) != NULL;
}

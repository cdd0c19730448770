<?php
// A PHP application as many are: one file, sessions of PHP's own, a token for its forms in the session.
session_start();
$_SESSION['token'] ??= bin2hex(random_bytes(16));
$path = parse_url($_SERVER['REQUEST_URI'], PHP_URL_PATH);

function page(string $title, string $content): void
{
    header('Content-Type: text/html; charset=utf-8');
    echo "<!doctype html><html lang=\"en\"><head><meta charset=\"utf-8\"><title>$title</title>
<script>document.documentElement.dataset.inline = 'ran'</script><script src=\"/page.js\"></script>
<style>h1 { color: rgb(1, 2, 3) }</style></head>
<body><h1>$title</h1><button id=\"handler\" onclick=\"this.textContent = 'clicked'\">handler</button>$content</body></html>";
}

if ($_SERVER['REQUEST_METHOD'] === 'POST') {
    $sent = $_POST['token'] ?? $_SERVER['HTTP_X_TOKEN'] ?? '';
    if (!hash_equals($_SESSION['token'], $sent)) {
        http_response_code(403);
        exit('the token is missing');
    }
}
$token = "<input type=\"hidden\" name=\"token\" value=\"{$_SESSION['token']}\">";

switch ("{$_SERVER['REQUEST_METHOD']} $path") {
    case 'GET /':
        page('Sign in', "<form method=\"post\" action=\"/sign-in\">$token<input name=\"name\"><button>Sign in</button></form>");
        break;
    case 'POST /sign-in':
        $_SESSION['user'] = $_POST['name'];
        header('Location: /account', true, 303);
        break;
    case 'GET /account':
        $user = htmlspecialchars($_SESSION['user'] ?? 'nobody');
        page('Account', "<p id=\"user\">$user</p><form method=\"post\" action=\"/upload\" enctype=\"multipart/form-data\">$token
<input name=\"note\" value=\"Grüße\"><input type=\"file\" name=\"file\"><button>Upload</button></form>
<a id=\"download\" href=\"/download\">Download</a><script>const token = '{$_SESSION['token']}'</script>");
        break;
    case 'POST /upload':
        $file = $_FILES['file'];
        page('Uploaded', "<p id=\"upload\">{$_POST['note']}|{$file['name']}|{$file['size']}|" . hash_file('sha256', $file['tmp_name']) . '</p>');
        break;
    case 'GET /download':
        header('Content-Type: application/octet-stream');
        header("Content-Disposition: attachment; filename*=UTF-8''%C3%9Cbersicht%20%E2%84%96%207.bin");
        echo str_repeat("\7", 70000);
        break;
    case 'POST /api/echo':
        header('Content-Type: application/json');
        echo json_encode(['user' => $_SESSION['user'] ?? null] + json_decode(file_get_contents('php://input'), true));
        break;
    case 'GET /events':
        session_write_close();
        while (ob_get_level() > 0) ob_end_flush();
        header('Content-Type: text/event-stream');
        for ($number = 0; $number < 3; $number++) {
            echo "data: $number\n\n";
            flush();
            usleep(200000);
        }
        echo "event: done\ndata: \n\n";
        break;
    case 'GET /page.js':
        header('Content-Type: text/javascript');
        echo "document.documentElement.dataset.file = 'ran'";
        break;
    case 'GET /information':
        phpinfo(INFO_GENERAL);
        break;
    default:
        http_response_code(404);
        page('Not found', '');
}

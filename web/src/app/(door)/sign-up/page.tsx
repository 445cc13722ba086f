import { SignUpPage } from "@/door/sign-up-page";

export default SignUpPage;
